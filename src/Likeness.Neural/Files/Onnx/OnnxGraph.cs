using Likeness.Neural.Layers;
using Likeness.Neural.Storage;

namespace Likeness.Neural.Files.Onnx;

/// <summary>
/// Gathers the operators and constants of an ONNX graph. Pictures change their layout only where an operator needs the other one, which is
/// once on the way in, before a Flatten, behind a Reshape, and once on the way out.
/// </summary>
internal sealed class OnnxGraph(string input)
{
    private readonly List<(string Name, string Operation, string[] Inputs, string Output, ProtoMessage[] Attributes)> nodes = [];
    private readonly List<ProtoMessage> tensors = [];

    /// <summary>The operators in the order in which they run.</summary>
    public IEnumerable<ProtoMessage> Nodes =>
        nodes.Select(node => OnnxProto.Node(node.Name, node.Operation, node.Inputs, node.Output, node.Attributes));

    /// <summary>The constants.</summary>
    public IReadOnlyList<ProtoMessage> Tensors => tensors;

    /// <summary>What goes in, as our models take it: pictures channels last.</summary>
    public OnnxValue Input { get; } = new(input, ChannelsFirst: false);

    /// <summary>Appends all layers of a model.</summary>
    public OnnxValue Append(Sequential model, OnnxValue value)
    {
        foreach (var layer in model.Layers) value = LayerMappings.Append(this, layer, value);
        return value;
    }

    /// <summary>Appends an operator with the name of its layer, whose output has the layout of its first input.</summary>
    public OnnxValue Append(
        Layer layer, string operation, OnnxValue value, IEnumerable<string>? constants = null, params ProtoMessage[] attributes) =>
        Append(layer.Name, operation, value, value.ChannelsFirst, constants, attributes);

    /// <summary>Appends an operator that has one input and no settings.</summary>
    public OnnxValue Append(string name, string operation, OnnxValue value) =>
        Append(name, operation, value, value.ChannelsFirst, null, []);

    /// <summary>Appends a Reshape to items of a shape; the batch stays as it is.</summary>
    public OnnxValue Reshape(Layer layer, OnnxValue value)
    {
        // A zero stands for the axis as it is in the input.
        var shape = Constant($"{layer.Name}/shape", [0L, .. layer.OutputShape.AsSpan()]);
        return Append(layer, "Reshape", ChannelsLast(value), [shape]);
    }

    /// <summary>The value as (batch, channels, height, width).</summary>
    public OnnxValue ChannelsFirst(OnnxValue value) => value.ChannelsFirst ? value : Transpose(value, 0, 3, 1, 2);

    /// <summary>The value as (batch, height, width, channels).</summary>
    public OnnxValue ChannelsLast(OnnxValue value) => value.ChannelsFirst ? Transpose(value, 0, 2, 3, 1) : value;

    /// <summary>Gives a value its final name, by which users of the file ask for it. No operator may have used it yet.</summary>
    public OnnxValue Name(OnnxValue value, string name)
    {
        value = ChannelsLast(value);
        var maker = nodes.FindIndex(node => node.Output == value.Name);
        nodes[maker] = nodes[maker] with { Output = name };
        return value with { Name = name };
    }

    /// <summary>A layer's weights as they are in memory.</summary>
    public string Constant(Layer layer, string parameter)
    {
        var tensor = Weights(layer, parameter);
        return Constant($"{layer.Name}/{parameter}", [.. tensor.Shape.AsSpan()], tensor, stream => TensorBytes.Write(stream, tensor));
    }

    /// <summary>A convolution's kernel: (height, width, a, b) becomes (b, a, height, width), which serves both directions.</summary>
    public string Kernel(Layer layer)
    {
        var tensor = Weights(layer, "kernel");
        var shape = tensor.Shape;
        return Constant(
            $"{layer.Name}/kernel", [shape[3], shape[2], shape[0], shape[1]], tensor, stream => TensorBytes.WriteReversed(stream, tensor));
    }

    /// <summary>Constant numbers.</summary>
    public string Constant(string name, float[] values)
    {
        tensors.Add(OnnxProto.Tensor(name, values));
        return name;
    }

    private string Constant(string name, long[] values)
    {
        tensors.Add(OnnxProto.Tensor(name, values));
        return name;
    }

    private string Constant(string name, long[] shape, Tensor tensor, Action<Stream> write)
    {
        tensors.Add(OnnxProto.Tensor(name, shape, tensor.Count * sizeof(float), write));
        return name;
    }

    /// <summary>The value in the other layout; one that two operators want so is transposed once.</summary>
    private OnnxValue Transpose(OnnxValue value, params long[] order)
    {
        var name = $"{value.Name}/transposed";
        return nodes.Find(node => node.Name == name) is { Output: { } known }
            ? new OnnxValue(known, !value.ChannelsFirst)
            : Append(name, "Transpose", value, !value.ChannelsFirst, null, [OnnxProto.Attribute("perm", order)]);
    }

    private OnnxValue Append(
        string name, string operation, OnnxValue value, bool channelsFirst, IEnumerable<string>? constants, ProtoMessage[] attributes)
    {
        nodes.Add((name, operation, [value.Name, .. constants ?? []], name, attributes));
        return new OnnxValue(name, channelsFirst);
    }

    private static Tensor Weights(Layer layer, string parameter) => layer.Parameters.Single(p => p.Name == parameter).Value;
}

/// <summary>What flows from one operator to the next.</summary>
/// <param name="Name">Unique within the graph.</param>
/// <param name="ChannelsFirst">
/// Whether a picture lies as (batch, channels, height, width), which ONNX's operators want, or as ours do, channels last.
/// </param>
internal readonly record struct OnnxValue(string Name, bool ChannelsFirst);
