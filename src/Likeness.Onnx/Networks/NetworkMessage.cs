using System.Globalization;
using System.Text;

namespace Likeness.Onnx.Networks;

/// <summary>
/// Goes through the message of an ONNX file, as far as is needed to tell whether it is whole and which other files hold weights of it. What the operators mean is left
/// to ONNX Runtime.
/// </summary>
/// <remarks>The numbers of the fields are those of <c>onnx.proto</c>.</remarks>
internal sealed class NetworkMessage
{
    // Graphs lie within operators of graphs: deeper than any real network, and far from the end of the stack.
    private const int DeepestGraph = 32;

    private readonly SortedDictionary<string, long> weights = new(StringComparer.Ordinal);
    private bool hasGraph;
    private bool beginsLikeONNX;

    /// <summary>The files of weights, as they are named in the message, and how many bytes each must have at least.</summary>
    public IReadOnlyDictionary<string, long> Weights => weights;

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="EndOfStreamException">It begins like a network and is cut off.</exception>
    /// <exception cref="InvalidDataException">It is no network.</exception>
    public static NetworkMessage Read(ReadOnlySpan<byte> file)
    {
        var message = new NetworkMessage();
        try
        {
            message.Model(file);
        }
        catch (EndOfStreamException) when (!message.beginsLikeONNX)
        {
            throw new InvalidDataException("it does not begin like one");
        }

        return message.hasGraph ? message : throw new InvalidDataException("it has no graph");
    }

    private void Model(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (!IsModelField(reader.Field, reader.Kind)) throw new InvalidDataException($"its field {reader.Field} of kind {reader.Kind} is none of ONNX's");
            if (reader.Field == 1 && reader.Number is > 0 and < 1000) beginsLikeONNX = true;
            if (reader.Field is not (7 or 20 or 25)) continue;
            Inside(reader.Bytes, reader.Field);
        }
    }

    // What is inside was found whole: where it does not fit into itself it is damaged, not cut off.
    private void Inside(ReadOnlySpan<byte> bytes, int field)
    {
        try
        {
            if (field == 7)
            {
                Graph(bytes, 0);
                hasGraph = true;
            }
            else if (field == 25)
            {
                Nodes(bytes, operators: 7, 0);
            }
        }
        catch (EndOfStreamException broken)
        {
            throw new InvalidDataException($"within it {broken.Message}", broken);
        }
    }

    /// <summary>Number and kind of what a model may consist of; others make it something else.</summary>
    private static bool IsModelField(int field, int kind) => field switch
    {
        1 or 5 => kind == ProtoReader.Varint,
        (>= 2 and <= 4) or (>= 6 and <= 8) or 14 or 20 or 25 or 26 => kind == ProtoReader.LengthDelimited,
        _ => false,
    };

    private void Graph(ReadOnlySpan<byte> bytes, int depth)
    {
        if (depth > DeepestGraph) throw new InvalidDataException($"its graphs lie more than {DeepestGraph} deep in each other");
        Nodes(bytes, operators: 1, depth);
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Kind != ProtoReader.LengthDelimited) continue;
            if (reader.Field == 5) Tensor(reader.Bytes);
            else if (reader.Field == 15) SparseTensor(reader.Bytes);
        }
    }

    private void Nodes(ReadOnlySpan<byte> bytes, int operators, int depth)
    {
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Field != operators || reader.Kind != ProtoReader.LengthDelimited) continue;
            var node = new ProtoReader(reader.Bytes);
            while (node.Next())
            {
                if (node.Field == 5 && node.Kind == ProtoReader.LengthDelimited) Attribute(node.Bytes, depth);
            }
        }
    }

    private void Attribute(ReadOnlySpan<byte> bytes, int depth)
    {
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Kind != ProtoReader.LengthDelimited) continue;
            if (reader.Field is 5 or 10) Tensor(reader.Bytes);
            else if (reader.Field is 6 or 11) Graph(reader.Bytes, depth + 1);
            else if (reader.Field is 22 or 23) SparseTensor(reader.Bytes);
        }
    }

    private void SparseTensor(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Field is 1 or 2 && reader.Kind == ProtoReader.LengthDelimited) Tensor(reader.Bytes);
        }
    }

    private void Tensor(ReadOnlySpan<byte> bytes)
    {
        string? location = null;
        var (isElsewhere, offset, length) = (false, 0L, 0L);
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 14 && reader.Kind == ProtoReader.Varint) isElsewhere = reader.Number == 1;
            if (reader.Field != 13 || reader.Kind != ProtoReader.LengthDelimited) continue;
            var (key, value) = Entry(reader.Bytes);
            if (key == "location") location = value;
            else if (key == "offset") offset = Size(value);
            else if (key == "length") length = Size(value);
        }

        if (!isElsewhere) return;
        if (string.IsNullOrEmpty(location)) throw new InvalidDataException("weights of it lie elsewhere, but it does not say where");
        weights[location] = Math.Max(weights.GetValueOrDefault(location), offset + length);
    }

    private static (string Key, string Value) Entry(ReadOnlySpan<byte> bytes)
    {
        var (key, value) = ("", "");
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Kind != ProtoReader.LengthDelimited) continue;
            if (reader.Field == 1) key = Encoding.UTF8.GetString(reader.Bytes);
            else if (reader.Field == 2) value = Encoding.UTF8.GetString(reader.Bytes);
        }

        return (key, value);
    }

    private static long Size(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size < 1L << 60
        ? size
        : throw new InvalidDataException($"a place of weights is '{text}', which is no number of bytes");
}
