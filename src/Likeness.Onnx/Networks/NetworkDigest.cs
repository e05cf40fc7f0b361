using System.Security.Cryptography;

namespace Likeness.Onnx.Networks;

/// <summary>What a network's files contain: two networks with the same digest give the same vectors.</summary>
/// <param name="Sha256">SHA-256 of the network's file, as 64 hexadecimal digits.</param>
/// <param name="Weights">The same of each file with weights of it, by the name that the network gives it; mostly there are none.</param>
public sealed record NetworkDigest(string Sha256, IReadOnlyDictionary<string, string> Weights)
{
    /// <summary>Whether the contents are the same.</summary>
    public bool Equals(NetworkDigest? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => Sha256.GetHashCode(StringComparison.Ordinal);

    /// <summary>All digests on one line.</summary>
    public override string ToString() =>
        string.Join(", ", Weights.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"{file.Key} {file.Value}").Prepend(Sha256));

    /// <summary>Reads files to their ends.</summary>
    /// <exception cref="UnusableInputException">One cannot be read.</exception>
    internal static NetworkDigest Of(string network, IReadOnlyDictionary<string, string> weights) =>
        new(Of(network), new SortedDictionary<string, string>(weights.ToDictionary(file => file.Key, file => Of(file.Value)), StringComparer.Ordinal));

    private static string Of(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 20);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NetworkFile.Unreadable(file, failure);
        }
    }
}
