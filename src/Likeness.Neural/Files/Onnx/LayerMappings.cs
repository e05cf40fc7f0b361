using Likeness.Neural.Layers;

namespace Likeness.Neural.Files.Onnx;

/// <summary>
/// How each type of layer is said in ONNX. To add one: a line in <see cref="All"/>, and a method below where a line is too short for it.
/// </summary>
internal static class LayerMappings
{
    private const string NoRegion = "";

    private static readonly Dictionary<Type, Func<OnnxGraph, Layer, OnnxValue, OnnxValue>> All = new()
    {
        [typeof(ActivityRegularization)] = (_, _, input) => input, // a penalty concerns training only
        [typeof(AveragePooling2D)] = Mapping<AveragePooling2D>(AveragePool),
        [typeof(BatchNormalization)] = Mapping<BatchNormalization>(Normalize),
        [typeof(Conv2D)] = Mapping<Conv2D>(Convolve),
        [typeof(Conv2DTranspose)] = Mapping<Conv2DTranspose>(ConvolveTransposed),
        [typeof(Dense)] = (graph, layer, input) =>
            graph.Append(layer, "Gemm", input, [graph.Constant(layer, "kernel"), graph.Constant(layer, "bias")]),
        // Channels last: the order that a Dense behind it was trained on.
        [typeof(Flatten)] = (graph, layer, input) => graph.Reshape(layer, input),
        [typeof(GlobalAveragePooling2D)] = Mapping<GlobalAveragePooling2D>(AveragePoolAll),
        // Ours differs only for rows shorter than 10⁻⁶.
        [typeof(L2Normalization)] = (graph, layer, input) =>
            graph.Append(layer, "LpNormalization", input, null, OnnxProto.Attribute("axis", -1L), OnnxProto.Attribute("p", 2L)),
        [typeof(LeakyReLU)] = Mapping<LeakyReLU>((graph, layer, input) =>
            graph.Append(layer, "LeakyRelu", input, null, OnnxProto.Attribute("alpha", layer.NegativeSlope))),
        [typeof(ReLU)] = (graph, layer, input) => graph.Append(layer, "Relu", input),
        [typeof(Reshape)] = (graph, layer, input) => graph.Reshape(layer, input),
        [typeof(Residual)] = Mapping<Residual>(Add),
        [typeof(Sigmoid)] = (graph, layer, input) => graph.Append(layer, "Sigmoid", input),
        [typeof(UpSampling2D)] = Mapping<UpSampling2D>(Repeat),
    };

    /// <summary>The types of layers that can be written.</summary>
    public static IReadOnlyCollection<Type> LayerTypes => All.Keys;

    /// <summary>Appends a layer's operators to a graph and returns their output.</summary>
    /// <exception cref="WrongSettingsException">There is no mapping for its type.</exception>
    public static OnnxValue Append(OnnxGraph graph, Layer layer, OnnxValue input) => All.TryGetValue(layer.GetType(), out var mapping)
        ? mapping(graph, layer, input)
        : throw new WrongSettingsException(
            $"The layer {layer} cannot be written as ONNX; it has to be one of {string.Join(", ", All.Keys.Select(type => type.Name))}.");

    private static Func<OnnxGraph, Layer, OnnxValue, OnnxValue> Mapping<TLayer>(Func<OnnxGraph, TLayer, OnnxValue, OnnxValue> mapping)
        where TLayer : Layer => (graph, layer, input) => mapping(graph, (TLayer)layer, input);

    private static OnnxValue AveragePool(OnnxGraph graph, AveragePooling2D layer, OnnxValue input) => graph.Append(
        layer, "AveragePool", graph.ChannelsFirst(input), null,
        OnnxProto.Attribute("kernel_shape", layer.PoolSize, layer.PoolSize),
        OnnxProto.Attribute("strides", layer.PoolSize, layer.PoolSize));

    /// <summary>GlobalAveragePool, whose output keeps two axes of length 1.</summary>
    private static OnnxValue AveragePoolAll(OnnxGraph graph, GlobalAveragePooling2D layer, OnnxValue input)
    {
        var pooled = graph.Append($"{layer.Name}/pooled", "GlobalAveragePool", graph.ChannelsFirst(input));
        return graph.Append(layer, "Flatten", pooled with { ChannelsFirst = false });
    }

    /// <summary>BatchNormalization by the moving statistics. Its channels are ONNX's second axis, as they are in rows of numbers.</summary>
    private static OnnxValue Normalize(OnnxGraph graph, BatchNormalization layer, OnnxValue input)
    {
        var value = layer.InputShape.Rank == 3 ? graph.ChannelsFirst(input) : input;
        string[] constants =
            [.. ((string[])["gamma", "beta", "moving_mean", "moving_variance"]).Select(parameter => graph.Constant(layer, parameter))];
        return graph.Append(layer, "BatchNormalization", value, constants, OnnxProto.Attribute("epsilon", layer.Epsilon));
    }

    /// <summary>Conv, with Keras's 'same' padding spelled out: ONNX's own SAME_UPPER is not supported everywhere.</summary>
    private static OnnxValue Convolve(OnnxGraph graph, Conv2D layer, OnnxValue input) => graph.Append(
        layer, "Conv", graph.ChannelsFirst(input), [graph.Kernel(layer), graph.Constant(layer, "bias")], Window(layer));

    /// <summary>
    /// ConvTranspose. What the convolution of this shape pads is what its transpose cuts off; where the kernel is smaller than the stride
    /// the last rows and columns get no tap, and ONNX is told to append them.
    /// </summary>
    private static OnnxValue ConvolveTransposed(OnnxGraph graph, Conv2DTranspose layer, OnnxValue input)
    {
        var shape = layer.Shape;
        var appended = OnnxProto.Attribute(
            "output_padding", Math.Max(0, shape.Stride - shape.KernelHeight), Math.Max(0, shape.Stride - shape.KernelWidth));
        return graph.Append(
            layer, "ConvTranspose", graph.ChannelsFirst(input), [graph.Kernel(layer), graph.Constant(layer, "bias")],
            [.. Window(layer), appended]);
    }

    private static ProtoMessage[] Window(Convolutional layer)
    {
        var shape = layer.Shape;
        return
        [
            OnnxProto.Attribute("kernel_shape", shape.KernelHeight, shape.KernelWidth),
            OnnxProto.Attribute("strides", shape.Stride, shape.Stride),
            OnnxProto.Attribute("pads", shape.PadTop, shape.PadLeft, shape.PadBottom, shape.PadRight),
        ];
    }

    /// <summary>
    /// The layers, the projection if there is one, and Add. Both values come in one layout, since an addition goes number by number.
    /// </summary>
    private static OnnxValue Add(OnnxGraph graph, Residual layer, OnnxValue input)
    {
        var branch = graph.Append(layer.Inner, input);
        var shortcut = layer.Shortcut is null ? input : graph.Append(layer.Shortcut, input);
        if (shortcut.ChannelsFirst != branch.ChannelsFirst)
            shortcut = branch.ChannelsFirst ? graph.ChannelsFirst(shortcut) : graph.ChannelsLast(shortcut);
        return graph.Append(layer, "Add", branch, [shortcut.Name]);
    }

    /// <summary>Resize to the nearest pixel, told to repeat each one: by its other rules it would begin half a pixel later.</summary>
    private static OnnxValue Repeat(OnnxGraph graph, UpSampling2D layer, OnnxValue input) => graph.Append(
        layer, "Resize", graph.ChannelsFirst(input), [NoRegion, graph.Constant($"{layer.Name}/scales", [1f, 1, layer.Size, layer.Size])],
        OnnxProto.Attribute("mode", "nearest"),
        OnnxProto.Attribute("coordinate_transformation_mode", "asymmetric"),
        OnnxProto.Attribute("nearest_mode", "floor"));
}
