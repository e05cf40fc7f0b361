using Likeness.Neural.Layers;

namespace Likeness.Neural.Files.Onnx.Mappings;

/// <summary>LeakyRelu.</summary>
internal sealed class LeakyReLUMapping : LayerMapping<LeakyReLU>
{
    protected override OnnxValue Append(OnnxGraph graph, LeakyReLU layer, OnnxValue input) =>
        graph.Append(layer, "LeakyRelu", input, null, OnnxProto.Attribute("alpha", layer.NegativeSlope));
}
