using System.Runtime.InteropServices;
using Likeness.Neural.Files.Onnx;
using Likeness.Onnx.Networks;

namespace Likeness.Onnx.Tests.Support;

/// <summary>Writes small networks, right ones and wrong ones.</summary>
internal sealed class NetworkBuilder
{
    private readonly List<ProtoMessage> nodes = [];
    private readonly List<ProtoMessage> weights = [];
    private readonly List<ProtoMessage> inputs = [];
    private readonly List<ProtoMessage> outputs = [];

    public int OperatorSet { get; init; } = 17;

    public int IrVersion { get; init; } = 8;

    /// <summary>What anybody may write into it, without any effect.</summary>
    public string Description { get; init; } = "";

    /// <param name="name">Its name.</param>
    /// <param name="axes">A number, or a name for any size.</param>
    public NetworkBuilder Input(string name, params object[] axes) => Input(name, OnnxElementType.Float32, axes);

    public NetworkBuilder Input(string name, OnnxElementType type, params object[] axes)
    {
        inputs.Add(Value(name, type, axes));
        return this;
    }

    public NetworkBuilder Output(string name, params object[] axes) => Output(name, OnnxElementType.Float32, axes);

    public NetworkBuilder Output(string name, OnnxElementType type, params object[] axes)
    {
        outputs.Add(Value(name, type, axes));
        return this;
    }

    public NetworkBuilder Node(string operation, string[] from, string to, params ProtoMessage[] attributes)
    {
        nodes.Add(OnnxProto.Node(to, operation, from, to, attributes));
        return this;
    }

    /// <summary>An operator that is nobody's.</summary>
    public NetworkBuilder Stranger(string domain, string operation, string from, string to)
    {
        nodes.Add(OnnxProto.Node(to, operation, [from], to, []).Text(7, domain));
        return this;
    }

    public NetworkBuilder Weights(string name, int[] shape, params float[] values)
    {
        var bytes = MemoryMarshal.AsBytes<float>(values).ToArray();
        weights.Add(OnnxProto.Tensor(name, [.. shape.Select(axis => (long)axis)], bytes.Length, stream => stream.Write(bytes)));
        return this;
    }

    public NetworkBuilder Integers(string name, params long[] values)
    {
        weights.Add(OnnxProto.Tensor(name, values));
        return this;
    }

    /// <summary>Weights in a file of their own.</summary>
    public NetworkBuilder WeightsElsewhere(string name, int[] shape, string location, long offset, long length)
    {
        weights.Add(new ProtoMessage().Integers(1, shape.Select(axis => (long)axis)).Integer(2, 1).Text(8, name)
            .Message(13, Entry("location", location)).Message(13, Entry("offset", $"{offset}")).Message(13, Entry("length", $"{length}")).Integer(14, 1));
        return this;
    }

    /// <summary>The graph as an attribute of an operator.</summary>
    public ProtoMessage AsAttribute(string name) => new ProtoMessage().Text(1, name).Message(6, Graph()).Integer(20, 5);

    public byte[] Bytes()
    {
        using var stream = new MemoryStream();
        var model = new ProtoMessage().Integer(1, IrVersion).Text(2, "test").Text(6, Description).Message(7, Graph())
            .Message(8, new ProtoMessage().Text(1, "").Integer(2, OperatorSet));
        model.Message(8, new ProtoMessage().Text(1, "org.strangers").Integer(2, 1)).WriteTo(stream);
        return stream.ToArray();
    }

    private ProtoMessage Graph() => new ProtoMessage().Messages(1, nodes).Text(2, "graph").Messages(5, weights).Messages(11, inputs).Messages(12, outputs);

    private static ProtoMessage Entry(string key, string value) => new ProtoMessage().Text(1, key).Text(2, value);

    private static ProtoMessage Value(string name, OnnxElementType type, object[] axes)
    {
        var shape = new ProtoMessage();
        foreach (var axis in axes) shape.Message(1, axis is string free ? new ProtoMessage().Text(2, free) : new ProtoMessage().Integer(1, Convert.ToInt64(axis)));
        var tensor = new ProtoMessage().Integer(1, (int)type).Message(2, shape);
        return new ProtoMessage().Text(1, name).Message(2, new ProtoMessage().Message(1, tensor));
    }
}
