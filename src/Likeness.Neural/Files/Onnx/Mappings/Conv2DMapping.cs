using Likeness.Neural.Layers;

namespace Likeness.Neural.Files.Onnx.Mappings;

/// <summary>Conv, with Keras's 'same' padding spelled out: ONNX's own SAME_UPPER is not supported everywhere.</summary>
internal sealed class Conv2DMapping : LayerMapping<Conv2D>
{
    protected override OnnxValue Append(OnnxGraph graph, Conv2D layer, OnnxValue input)
    {
        var shape = layer.Shape;
        return graph.Append(
            layer, "Conv", graph.ChannelsFirst(input), [graph.Kernel(layer), graph.Constant(layer, "bias")],
            OnnxProto.Attribute("kernel_shape", shape.KernelHeight, shape.KernelWidth),
            OnnxProto.Attribute("strides", shape.Stride, shape.Stride),
            OnnxProto.Attribute("pads", shape.PadTop, shape.PadLeft, shape.PadBottom, shape.PadRight));
    }
}
