using Likeness.Neural.Layers;

namespace Likeness.Neural.Files.Onnx.Mappings;

/// <summary>
/// ConvTranspose. What the convolution of this shape pads is what its transpose cuts off; where the kernel is smaller than the stride the last rows and
/// columns get no tap, and ONNX is told to append them.
/// </summary>
internal sealed class Conv2DTransposeMapping : LayerMapping<Conv2DTranspose>
{
    protected override OnnxValue Append(OnnxGraph graph, Conv2DTranspose layer, OnnxValue input)
    {
        var shape = layer.Shape;
        return graph.Append(
            layer, "ConvTranspose", graph.ChannelsFirst(input), [graph.Kernel(layer), graph.Constant(layer, "bias")],
            OnnxProto.Attribute("kernel_shape", shape.KernelHeight, shape.KernelWidth),
            OnnxProto.Attribute("strides", shape.Stride, shape.Stride),
            OnnxProto.Attribute("pads", shape.PadTop, shape.PadLeft, shape.PadBottom, shape.PadRight),
            OnnxProto.Attribute("output_padding", Math.Max(0, shape.Stride - shape.KernelHeight), Math.Max(0, shape.Stride - shape.KernelWidth)));
    }
}
