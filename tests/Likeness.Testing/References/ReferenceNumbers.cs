using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Likeness.Testing.References;

/// <summary>The arrays of one file in <c>tests/references</c>, which NumPy wrote: a zip archive of <c>.npy</c> files of little-endian float64.</summary>
public sealed partial class ReferenceNumbers
{
    private readonly Dictionary<string, NumberArray> arrays = [];

    private ReferenceNumbers(Stream file)
    {
        using var archive = new ZipArchive(file);
        foreach (var entry in archive.Entries)
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            arrays[entry.FullName[..^".npy".Length]] = Parse(entry.FullName, bytes.ToArray());
        }
    }

    public IEnumerable<string> Names => arrays.Keys;

    public NumberArray this[string name] =>
        arrays.TryGetValue(name, out var array) ? array : throw new KeyNotFoundException($"the references have no array {name}");

    /// <summary>The numbers of <c>tests/references/</c><paramref name="name"/><c>.npz</c>.</summary>
    public static ReferenceNumbers Load(string name)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream(name + ".npz")
            ?? throw new FileNotFoundException($"no references {name}.npz are built into the tests");
        return new ReferenceNumbers(file);
    }

    /// <summary>The names below a prefix, without it.</summary>
    public IEnumerable<string> Below(string prefix) => Names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => n[prefix.Length..]);

    private static NumberArray Parse(string name, byte[] bytes)
    {
        // Magic (6 bytes), version (2), length of the header (2), header, numbers.
        var dataStart = 10 + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        var header = HeaderPattern().Match(Encoding.ASCII.GetString(bytes, 10, dataStart - 10));
        if (bytes[6] != 1 || !header.Success) throw new FormatException($"{name} is not an array of float64 in C order");
        int[] shape = [.. header.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(axis => int.Parse(axis, CultureInfo.InvariantCulture))];
        var values = new double[(bytes.Length - dataStart) / sizeof(double)];
        for (var i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(dataStart + i * sizeof(double)));
        if (shape.Aggregate(1, (product, axis) => product * axis) != values.Length) throw new FormatException($"{name} has {values.Length} numbers, not those of its shape");
        return new NumberArray(values, shape);
    }

    [GeneratedRegex(@"'descr': '<f8', 'fortran_order': False, 'shape': \((?<shape>[\d, ]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HeaderPattern();
}
