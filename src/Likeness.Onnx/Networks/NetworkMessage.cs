using System.Globalization;
using System.Text;
using Google.Protobuf;
using Likeness.Imaging;
using Microsoft.Win32.SafeHandles;

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

    // Longer than any path that a system takes.
    private const int LongestText = 1 << 15;

    private const int Buffered = 1 << 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SortedDictionary<string, long> weights = new(StringComparer.Ordinal);
    private bool hasGraph;
    private bool beginsLikeONNX;

    /// <summary>The files of weights, as they are named in the message, and how many bytes each must have at least.</summary>
    public IReadOnlyDictionary<string, long> Weights => weights;

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="EndOfStreamException">It begins like a network and is cut off.</exception>
    /// <exception cref="InvalidDataException">It is no network.</exception>
    public static NetworkMessage Read(SafeFileHandle file)
    {
        // Read, not mapped: a file that is cut short meanwhile is told so, and its bytes need not be in memory beside those that ONNX Runtime holds.
        using var stream = new FileStream(new SafeFileHandle(file.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, Buffered);
        using var input = new CodedInputStream(stream, leaveOpen: true);
        var message = new NetworkMessage();
        try
        {
            message.Model(new MessageFields(file, input, RandomAccess.GetLength(file)));
        }
        catch (EndOfStreamException) when (!message.beginsLikeONNX)
        {
            throw new InvalidDataException("it does not begin like one");
        }

        return message.hasGraph ? message : throw new InvalidDataException("it has no graph");
    }

    private void Model(MessageFields model)
    {
        while (model.Next())
        {
            if (!IsModelField(model)) throw new InvalidDataException($"its field {model.Field} of kind {(int)model.Kind} is none of ONNX's");
            if (model.Field == 1) beginsLikeONNX |= model.Number() is > 0 and < 1000;
            else if (model.Field is 7 or 25) Inside(model.Enter(), model.Field);
        }
    }

    // What is inside was found whole: where it does not fit into itself it is damaged, not cut off.
    private void Inside(MessageFields part, int field)
    {
        try
        {
            if (field == 7) Graph(part, 0);
            else Nodes(part, operators: 7);
        }
        catch (EndOfStreamException broken)
        {
            throw new InvalidDataException($"within it {broken.Message}", broken);
        }

        hasGraph |= field == 7;
    }

    /// <summary>Number and kind of what a model may consist of; others make it something else.</summary>
    private static bool IsModelField(MessageFields model) => model.Field switch
    {
        1 or 5 => model.Kind == WireFormat.WireType.Varint,
        (>= 2 and <= 4) or (>= 6 and <= 8) or 14 or 20 or 25 or 26 => model.HasLength,
        _ => false,
    };

    private void Graph(MessageFields graph, int depth)
    {
        if (depth > DeepestGraph) throw new InvalidDataException($"its graphs lie more than {DeepestGraph} deep in each other");
        while (graph.Next())
        {
            if (!graph.HasLength) continue;
            if (graph.Field == 1) Node(graph.Enter(), depth);
            else if (graph.Field == 5) Tensor(graph.Enter());
            else if (graph.Field == 15) SparseTensor(graph.Enter());
        }
    }

    private void Nodes(MessageFields function, int operators)
    {
        while (function.Next())
        {
            if (function.Field == operators && function.HasLength) Node(function.Enter(), 0);
        }
    }

    private void Node(MessageFields node, int depth)
    {
        while (node.Next())
        {
            if (node.Field == 5 && node.HasLength) Attribute(node.Enter(), depth);
        }
    }

    private void Attribute(MessageFields attribute, int depth)
    {
        while (attribute.Next())
        {
            if (!attribute.HasLength) continue;
            if (attribute.Field is 5 or 10) Tensor(attribute.Enter());
            else if (attribute.Field is 6 or 11) Graph(attribute.Enter(), depth + 1);
            else if (attribute.Field is 22 or 23) SparseTensor(attribute.Enter());
        }
    }

    private void SparseTensor(MessageFields sparse)
    {
        while (sparse.Next())
        {
            if (sparse.Field is 1 or 2 && sparse.HasLength) Tensor(sparse.Enter());
        }
    }

    private void Tensor(MessageFields tensor)
    {
        string? location = null;
        var (isElsewhere, offset, length) = (false, 0L, 0L);
        while (tensor.Next())
        {
            if (tensor.Field == 14 && tensor.Kind == WireFormat.WireType.Varint) isElsewhere = tensor.Number() == 1;
            if (tensor.Field != 13 || !tensor.HasLength) continue;
            var (key, value) = Entry(tensor.Enter());
            if (key == "location") location = value;
            else if (key == "offset") offset = Size(value);
            else if (key == "length") length = Size(value);
        }

        if (!isElsewhere) return;
        if (string.IsNullOrEmpty(location)) throw new InvalidDataException("weights of it lie elsewhere, but it does not say where");
        weights[location] = Math.Max(weights.GetValueOrDefault(location), offset + length);
    }

    private static (string Key, string Value) Entry(MessageFields entry)
    {
        var (key, value) = ("", "");
        while (entry.Next())
        {
            if (!entry.HasLength) continue;
            if (entry.Field == 1) key = Text(entry);
            else if (entry.Field == 2) value = Text(entry);
        }

        return (key, value);
    }

    private static string Text(MessageFields field)
    {
        try
        {
            return Utf8.GetString(field.Bytes(LongestText, "a text about weights elsewhere"));
        }
        catch (DecoderFallbackException wrong)
        {
            throw new InvalidDataException("a text about weights elsewhere is not UTF-8", wrong);
        }
    }

    private static long Size(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size < 1L << 60
        ? size
        : throw new InvalidDataException($"a place of weights is '{Printable.Line(text)}', which is no number of bytes");
}
