using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Likeness.Numerics.Tensors;
using Likeness.Storage;

namespace Likeness.Neural.Storage;

/// <summary>
/// Tensors by name with a description, as safetensors, every byte under a digest, so that a damaged file is refused instead of giving wrong
/// answers: what model files and checkpoints have in common.
/// </summary>
public sealed unsafe class TensorFile
{
    /// <summary>Below so many bytes a copy is the smaller cost.</summary>
    private const long LeastMapped = 1 << 20;

    private const int MappedAlignment = 64;

    private readonly FileStream file;
    private readonly Dictionary<string, Safetensors.Entry> entries;
    private readonly long dataStart;

    private TensorFile(FileStream file, TensorFileKind kind)
    {
        this.file = file;
        (var metadata, var found, dataStart) = Safetensors.Read(file);
        if (metadata.GetValueOrDefault("format") != kind.Format)
            throw new FormatException($"it is a safetensors file, but not one that Likeness wrote as a {kind.Noun}");
        RequireVersion(metadata.GetValueOrDefault("version"), kind);
        if (metadata.GetValueOrDefault("checksum") != Checksum(metadata))
            throw new FormatException("its description is not the one that was written");
        Metadata = metadata;
        Digests = JsonSerializer.Deserialize(metadata["digests"], DigestJson.Default.SortedDictionaryStringString)
            ?? throw new FormatException("its description is incomplete");
        entries = found.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <summary>What the file says of itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The digest that each tensor has to have, by name.</summary>
    public SortedDictionary<string, string> Digests { get; }

    /// <summary>How many numbers all tensors hold together.</summary>
    public long Numbers => entries.Values.Sum(e => e.End - e.Start) / sizeof(float);

    /// <summary>The digests of tensors, by name.</summary>
    public static SortedDictionary<string, string> DigestsOf(IEnumerable<(string Name, Tensor Value)> tensors)
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in tensors)
            digests[name] = TensorDigest.Of((byte*)value.Pointer, value.Count * sizeof(float), Environment.ProcessorCount);
        return digests;
    }

    /// <summary>Writes a file; it appears whole or not at all.</summary>
    /// <param name="path">Replaced if it exists; its folder must exist.</param>
    /// <param name="kind">What kind of file it is to be.</param>
    /// <param name="metadata">What it says of itself beside what every kind says.</param>
    /// <param name="tensors">In the order in which they are stored.</param>
    /// <param name="digests">Theirs, from <see cref="DigestsOf"/>.</param>
    /// <exception cref="UnusableInputException">It cannot be written there.</exception>
    public static void Write(
        string path, TensorFileKind kind, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<(string Name, Tensor Value)> tensors,
        SortedDictionary<string, string> digests)
    {
        var entries = new List<Safetensors.Entry>();
        var end = 0L;
        foreach (var (name, value) in tensors)
        {
            var bytes = value.Count * sizeof(float);
            entries.Add(new Safetensors.Entry(name, value.Shape.AsSpan().ToArray(), end, end + bytes));
            end += bytes;
        }

        var all = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = kind.Format,
            ["version"] = kind.Version,
            ["digests"] = JsonSerializer.Serialize(digests, DigestJson.Default.SortedDictionaryStringString),
        };
        foreach (var (key, value) in metadata) all.Add(key, value);
        all["checksum"] = Checksum(all);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(Safetensors.Header(all, entries));
            foreach (var (_, value) in tensors) TensorBytes.Write(stream, value);
        });
    }

    // Whoever made a file of a later format has the program for it: the advice for damaged files, to train again, would cost
    // them that model.
    private void RequireVersion(string? found, TensorFileKind kind)
    {
        if (found == kind.Version || kind.OlderVersions.Contains(found)) return;
        var mismatch = $"it has format version {found}; this program reads version {kind.Version}";
        if (!int.TryParse(found, CultureInfo.InvariantCulture, out var number)
            || number < int.Parse(kind.Version, CultureInfo.InvariantCulture))
            throw new FormatException(mismatch);
        throw new DamagedDataException(
            $"The {kind.Noun} {file.Name} was made by a newer Likeness: {mismatch}. Update Likeness, or choose another library folder.");
    }

    /// <summary>Opens a file, uses it, and says in words what is wrong with it.</summary>
    /// <exception cref="UnusableInputException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="DamagedDataException">It is of another kind, damaged, or from a newer version.</exception>
    public static T Read<T>(string path, TensorFileKind kind, Func<TensorFile, T> use)
    {
        using var stream = Open(path, kind);
        try
        {
            return use(new TensorFile(stream, kind));
        }
        catch (Exception e) when (
            e is FormatException or JsonException or KeyNotFoundException or EndOfStreamException
                or WrongSettingsException or OverflowException)
        {
            throw new DamagedDataException($"The {kind.Noun} {path} cannot be used: {e.Message.TrimEnd('.')}. {kind.WhenDamaged}", e);
        }
        catch (IOException e)
        {
            throw new UnusableInputException($"The {kind.Noun} {path} cannot be read to its end: {(e.InnerException ?? e).Message}", e);
        }
    }

    /// <summary>Fills a tensor with the numbers stored under a name.</summary>
    /// <exception cref="FormatException">They are missing, of another shape, or not those that were written.</exception>
    public void Load(string name, Tensor target)
    {
        var entry = Find(name, target.Shape);
        Check(name, DigestOf(dataStart + entry.Start, (byte*)target.Pointer, entry.End - entry.Start));
    }

    /// <summary>
    /// The numbers stored under a name where they lie in the file, if they are many and their place allows it; else null.
    /// </summary>
    /// <inheritdoc cref="Load"/>
    public Tensor? Map(string name, Shape shape)
    {
        var entry = Find(name, shape);
        var start = dataStart + entry.Start;
        if (entry.End - entry.Start < LeastMapped || start % MappedAlignment != 0) return null;
        var mapped = Tensor.Map(shape, file.SafeFileHandle, start);
        try
        {
            Check(name, TensorDigest.Of((byte*)mapped.Pointer, entry.End - entry.Start, Environment.ProcessorCount));
            return mapped;
        }
        catch
        {
            mapped.Dispose();
            throw;
        }
    }

    private Safetensors.Entry Find(string name, Shape shape)
    {
        if (!entries.TryGetValue(name, out var entry)) throw new FormatException($"tensor {name} is missing");
        if (!entry.Shape.AsSpan().SequenceEqual(shape.AsSpan()))
            throw new FormatException($"tensor {name} has the shape ({string.Join(", ", entry.Shape)}); the model's graph needs {shape}");
        return entry.End <= file.Length - dataStart ? entry : throw new FormatException("it is cut short");
    }

    private void Check(string name, string digest)
    {
        if (digest != Digests.GetValueOrDefault(name))
            throw new FormatException($"the numbers of tensor {name} are not those that were written");
    }

    private string DigestOf(long position, byte* target, long bytes) =>
        TensorDigest.Of(target, bytes, Environment.ProcessorCount, (start, count) =>
    {
        while (count > 0)
        {
            var read = RandomAccess.Read(file.SafeFileHandle, new Span<byte>(target + start, count), position + start);
            if (read == 0) throw new IOException("it is cut short");
            start += read;
            count -= read;
        }
    });

    private static FileStream Open(string path, TensorFileKind kind)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnusableInputException($"There is no {kind.Noun} at {path}. {kind.WhenMissing}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The {kind.Noun} {path} cannot be read: {e.Message}", e);
        }
    }

    private static string Checksum(IReadOnlyDictionary<string, string> metadata)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in metadata.Where(m => m.Key != "checksum").OrderBy(m => m.Key, StringComparer.Ordinal))
            text.Append(key.Length).Append(':').Append(key).Append(value.Length).Append(':').Append(value);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

/// <summary>A kind of <see cref="TensorFile"/>.</summary>
/// <param name="Format">What its metadata calls it.</param>
/// <param name="Version">Of the layout that is written, a whole number; a file of a later one is refused.</param>
/// <param name="Noun">What a person calls it.</param>
/// <param name="WhenMissing">What to do where there is none; a sentence.</param>
/// <param name="WhenDamaged">What to do where it cannot be used; a sentence.</param>
public sealed record TensorFileKind(string Format, string Version, string Noun, string WhenMissing, string WhenDamaged)
{
    /// <summary>Versions of the layout that are read too; none by default.</summary>
    public IReadOnlyList<string> OlderVersions { get; init; } = [];
}

/// <summary>How the digests in a file's metadata are written as JSON.</summary>
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class DigestJson : JsonSerializerContext;
