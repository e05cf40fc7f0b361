namespace Likeness.Neural.Files.Onnx;

/// <summary>The messages of an ONNX file that a model needs. The field numbers are those of <c>onnx.proto</c>, IR version 8.</summary>
internal static class OnnxProto
{
    /// <summary>Of the container. 8 goes with operator set 15.</summary>
    public const int IrVersion = 8;

    /// <summary>The version of the operators' definitions.</summary>
    public const int OperatorSet = 15;

    private const int FloatType = 1;
    private const int Int64Type = 7;

    public static ProtoMessage Attribute(string name, float value) => new ProtoMessage().Text(1, name).Float(2, value).Integer(20, 1);

    public static ProtoMessage Attribute(string name, long value) => new ProtoMessage().Text(1, name).Integer(3, value).Integer(20, 2);

    public static ProtoMessage Attribute(string name, string value) => new ProtoMessage().Text(1, name).Text(4, value).Integer(20, 3);

    public static ProtoMessage Attribute(string name, params long[] values) => new ProtoMessage().Text(1, name).Integers(8, values).Integer(20, 7);

    public static ProtoMessage Node(string name, string operation, IEnumerable<string> inputs, string output, IEnumerable<ProtoMessage> attributes) =>
        new ProtoMessage().Texts(1, inputs).Text(2, output).Text(3, name).Text(4, operation).Messages(5, attributes);

    /// <summary>A constant of float32; <paramref name="write"/> gives its bytes.</summary>
    public static ProtoMessage Tensor(string name, IReadOnlyList<long> shape, long bytes, Action<Stream> write) =>
        new ProtoMessage().Integers(1, shape).Integer(2, FloatType).Text(8, name).Bytes(9, bytes, write);

    /// <summary>A row of constant integers.</summary>
    public static ProtoMessage Tensor(string name, IReadOnlyList<long> values) =>
        new ProtoMessage().Integer(1, values.Count).Integer(2, Int64Type).Integers(7, values).Text(8, name);

    /// <summary>A row of constant float32 numbers.</summary>
    public static ProtoMessage Tensor(string name, IReadOnlyList<float> values)
    {
        var tensor = new ProtoMessage().Integer(1, values.Count).Integer(2, FloatType);
        foreach (var value in values) tensor.Float(4, value);
        return tensor.Text(8, name);
    }

    /// <summary>An input or output of float32: its batch axis has any size.</summary>
    public static ProtoMessage ValueInfo(string name, ReadOnlySpan<int> shape, string description)
    {
        var axes = new ProtoMessage().Message(1, new ProtoMessage().Text(2, "batch"));
        foreach (var axis in shape) axes.Message(1, new ProtoMessage().Integer(1, axis));
        var type = new ProtoMessage().Message(1, new ProtoMessage().Integer(1, FloatType).Message(2, axes));
        return new ProtoMessage().Text(1, name).Message(2, type).Text(3, description);
    }

    public static ProtoMessage Graph(
        string name, IEnumerable<ProtoMessage> nodes, IEnumerable<ProtoMessage> tensors, string description, ProtoMessage input, IEnumerable<ProtoMessage> outputs) =>
        new ProtoMessage().Messages(1, nodes).Text(2, name).Messages(5, tensors).Text(10, description).Message(11, input).Messages(12, outputs);

    public static ProtoMessage Model(string version, string description, ProtoMessage graph, IEnumerable<KeyValuePair<string, string>> metadata) =>
        new ProtoMessage().Integer(1, IrVersion).Text(2, "Likeness").Text(3, version).Text(6, description).Message(7, graph)
            .Message(8, new ProtoMessage().Text(1, "").Integer(2, OperatorSet))
            .Messages(14, metadata.Select(entry => new ProtoMessage().Text(1, entry.Key).Text(2, entry.Value)));
}
