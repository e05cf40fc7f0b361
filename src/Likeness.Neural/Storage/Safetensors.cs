using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Likeness.Neural.Storage;

/// <summary>
/// The container of model files: eight bytes with the header's length, a JSON header with every tensor's type, shape and place, then the
/// numbers. Nothing in it can be executed, and other tools open it as it is.
/// </summary>
/// <remarks>The format of Hugging Face's safetensors, version 0.4.</remarks>
internal static class Safetensors
{
    public const int LengthBytes = 8;
    private const long LongestHeader = 256 << 20;

    /// <summary>One tensor's place, in bytes from the end of the header.</summary>
    public readonly record struct Entry(string Name, int[] Shape, long Start, long End);

    /// <summary>The bytes before the numbers; their count is a multiple of 64, so that the numbers are aligned in a mapped file.</summary>
    public static byte[] Header(IReadOnlyDictionary<string, string> metadata, IEnumerable<Entry> entries)
    {
        var described = new JsonObject(metadata.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value)));
        var root = new JsonObject { ["__metadata__"] = described };
        foreach (var entry in entries)
        {
            root[entry.Name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. entry.Shape.Select(axis => (JsonNode)axis)]),
                ["data_offsets"] = new JsonArray(entry.Start, entry.End),
            };
        }

        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text)) root.WriteTo(writer);
        var json = text.ToArray();
        var padded = (json.Length + LengthBytes + 63) / 64 * 64 - LengthBytes;
        var header = new byte[LengthBytes + padded];
        BinaryPrimitives.WriteInt64LittleEndian(header, padded);
        json.CopyTo(header.AsSpan(LengthBytes));
        header.AsSpan(LengthBytes + json.Length).Fill((byte)' ');
        return header;
    }

    /// <summary>Reads a header and checks that every tensor lies inside the file.</summary>
    /// <exception cref="FormatException">What is wrong, in words.</exception>
    public static (Dictionary<string, string> Metadata, List<Entry> Entries, long DataStart) Read(Stream file)
    {
        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        if (file.Length < LengthBytes) throw new FormatException($"it has {file.Length} bytes, too few for a header");
        file.ReadExactly(lengthBytes);
        var length = BinaryPrimitives.ReadInt64LittleEndian(lengthBytes);
        if (length is < 2 or > LongestHeader || length > file.Length - LengthBytes)
            throw new FormatException($"its header claims {length} bytes in a file of {file.Length}");
        var json = new byte[length];
        file.ReadExactly(json);
        var dataStart = LengthBytes + length;
        try
        {
            using var document = JsonDocument.Parse(json);
            var metadata = new Dictionary<string, string>();
            var entries = new List<Entry>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                {
                    foreach (var pair in property.Value.EnumerateObject()) metadata[pair.Name] = pair.Value.GetString() ?? "";
                }
                else
                {
                    if (!names.Add(property.Name)) throw new FormatException($"tensor {property.Name} is in it twice");
                    entries.Add(Parse(property, file.Length - dataStart));
                }
            }

            CheckPlaces(entries);
            return (metadata, entries, dataStart);
        }
        catch (Exception e) when (
            e is JsonException or InvalidOperationException or KeyNotFoundException or OverflowException or IndexOutOfRangeException)
        {
            throw new FormatException("its header is not the JSON of a safetensors file", e);
        }
    }

    /// <summary>Refuses tensors that share bytes: one could be changed by changing the other.</summary>
    private static void CheckPlaces(List<Entry> entries)
    {
        Entry? before = null;
        foreach (var entry in entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.End))
        {
            if (before is { } other && entry.Start < other.End)
                throw new FormatException($"tensors {other.Name} and {entry.Name} lie over each other");
            before = entry;
        }
    }

    private static Entry Parse(JsonProperty property, long dataLength)
    {
        if (property.Value.GetProperty("dtype").GetString() != "F32")
            throw new FormatException($"tensor {property.Name} is not of type F32");
        var shape = property.Value.GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt32()).ToArray();
        var offsets = property.Value.GetProperty("data_offsets");
        var (start, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        foreach (var axis in shape)
        {
            if (axis < 1) throw new FormatException($"tensor {property.Name} has an axis of {axis}, where at least 1 belongs");
        }

        var bytes = shape.Aggregate((long)sizeof(float), (product, size) => checked(product * size));
        if (start < 0 || end - start != bytes)
            throw new FormatException($"tensor {property.Name} has {end - start} bytes for a shape that takes {bytes}");
        if (end > dataLength)
            throw new FormatException($"it is cut short: tensor {property.Name} ends {end - dataLength} bytes behind the end of the file");
        return new Entry(property.Name, shape, start, end);
    }
}
