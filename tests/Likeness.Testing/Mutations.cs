using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Likeness.Testing;

/// <summary>
/// Files of tensors as damage, or somebody who means harm, may leave them: bytes flipped, cut off, cut out, laid over others or put in between, lengths and numbers enlarged; for half of them the
/// checksum of the description is right again, so that what lies behind it is reached.
/// </summary>
public static partial class Mutations
{
    /// <summary>How many of each kind of file a test reads: many where <c>LIKENESS_HEAVY</c> asks for it.</summary>
    public static int Count => Environment.GetEnvironmentVariable("LIKENESS_HEAVY") == "1" ? 10_000 : 300;

    /// <summary>Reads mutants of a file and fails when one is neither read nor refused by one of the three exceptions in one line.</summary>
    /// <param name="whole">The file as it was written.</param>
    /// <param name="path">Where the mutants are put.</param>
    /// <param name="read">Reads that file in every way.</param>
    /// <returns>How many were refused.</returns>
    public static int Check(byte[] whole, string path, params ReadOnlySpan<Action> read)
    {
        var refused = 0;
        for (var seed = 0; seed < Count; seed++)
        {
            File.WriteAllBytes(path, Of(whole, seed));
            var was = false;
            foreach (var reader in read)
            {
                try
                {
                    reader();
                }
                catch (LikenessException refusal)
                {
                    was = true;
                    if (refusal.Message.Contains('\n', StringComparison.Ordinal) || !refusal.Message.Contains(path, StringComparison.Ordinal))
                        Assert.Fail($"mutant {seed} is refused by words that are no line with its path: {refusal.Message}");
                }
                catch (Exception other)
                {
                    Assert.Fail($"mutant {seed} ends in {other}");
                }
            }

            refused += was ? 1 : 0;
        }

        return refused;
    }

    /// <summary>A mutant of a file, the same for a seed.</summary>
    public static byte[] Of(byte[] whole, int seed)
    {
        var random = new Random(seed);
        var mutant = random.Next(9) switch
        {
            0 => Flipped(whole, random, 1),
            1 => Flipped(whole, random, random.Next(2, 9)),
            2 => whole[..random.Next(whole.Length)],
            3 => CutOut(whole, random),
            4 => LaidOver(whole, random),
            5 => PutBetween(whole, random),
            6 => OtherLength(whole, random),
            _ => OtherNumber(whole, random),
        };
        return random.Next(2) == 0 ? mutant : Sealed(mutant);
    }

    private static byte[] Flipped(byte[] whole, Random random, int count)
    {
        var mutant = whole.ToArray();
        // Half of them in the header, which is far smaller than the numbers and says far more.
        for (var i = 0; i < count; i++) mutant[random.Next(random.Next(2) == 0 ? HeaderEnd(whole) : whole.Length)] ^= (byte)(1 << random.Next(8));
        return mutant;
    }

    private static byte[] CutOut(byte[] whole, Random random)
    {
        var (start, length) = Piece(whole, random);
        return [.. whole.AsSpan(0, start), .. whole.AsSpan(start + length)];
    }

    private static byte[] LaidOver(byte[] whole, Random random)
    {
        var (start, length) = Piece(whole, random);
        var mutant = whole.ToArray();
        whole.AsSpan(start, length).CopyTo(mutant.AsSpan(random.Next(whole.Length - length + 1)));
        return mutant;
    }

    private static byte[] PutBetween(byte[] whole, Random random)
    {
        var (start, length) = Piece(whole, random);
        var at = random.Next(random.Next(2) == 0 ? HeaderEnd(whole) : whole.Length);
        return [.. whole.AsSpan(0, at), .. whole.AsSpan(start, length), .. whole.AsSpan(at)];
    }

    private static byte[] OtherLength(byte[] whole, Random random)
    {
        var mutant = whole.ToArray();
        long[] lengths = [0, -1, long.MaxValue, long.MinValue, int.MaxValue, whole.Length, whole.Length - 8, HeaderEnd(whole) - 8 + random.Next(-9, 10), 1L << random.Next(63), 256 << 20];
        BinaryPrimitives.WriteInt64LittleEndian(mutant, lengths[random.Next(lengths.Length)]);
        return mutant;
    }

    /// <summary>Another number somewhere in the description, escaped JSON within JSON included; the place of the tensors' numbers stays right.</summary>
    private static byte[] OtherNumber(byte[] whole, Random random)
    {
        var text = Encoding.UTF8.GetString(whole, 8, HeaderEnd(whole) - 8);
        var numbers = Number().Matches(text);
        var chosen = numbers[random.Next(numbers.Count)];
        string[] others = ["0", "-1", "1", "3", "17", "65536", "2147483647", "2147483648", "4294967297", "9223372036854775807", "1e400", "1e30", "0.5", "-0", "null", "[]", "{}"];
        return WithHeader(whole, string.Concat(text.AsSpan(0, chosen.Index), others[random.Next(others.Length)], text.AsSpan(chosen.Index + chosen.Length)));
    }

    /// <summary>The same file with the checksum that its description has to have; as it is where it has none that can be read.</summary>
    private static byte[] Sealed(byte[] mutant)
    {
        try
        {
            var header = JsonNode.Parse(mutant.AsSpan(8, HeaderEnd(mutant) - 8))!.AsObject();
            var metadata = header["__metadata__"]!.AsObject();
            metadata.Remove("checksum");
            var text = new StringBuilder();
            foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
            {
                var said = value!.GetValue<string>();
                text.Append(key.Length).Append(':').Append(key).Append(said.Length).Append(':').Append(said);
            }

            metadata["checksum"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
            return WithHeader(mutant, header.ToJsonString());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or ArgumentException or FormatException)
        {
            return mutant;
        }
    }

    private static byte[] WithHeader(byte[] whole, string header)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. whole.AsSpan(HeaderEnd(whole))];
    }

    private static int HeaderEnd(byte[] file) => file.Length < 8 ? file.Length : (int)Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(file), 0, file.Length - 8) + 8;

    private static (int Start, int Length) Piece(byte[] whole, Random random)
    {
        var start = random.Next(whole.Length);
        return (start, random.Next(1, Math.Min(whole.Length - start, 1 << random.Next(1, 12)) + 1));
    }

    [GeneratedRegex("-?[0-9]+(\\.[0-9]+)?")]
    private static partial Regex Number();
}
