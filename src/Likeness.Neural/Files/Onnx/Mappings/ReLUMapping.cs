using Likeness.Neural.Layers;

namespace Likeness.Neural.Files.Onnx.Mappings;

/// <summary>Relu.</summary>
internal sealed class ReLUMapping : LayerMapping<ReLU>
{
    protected override OnnxValue Append(OnnxGraph graph, ReLU layer, OnnxValue input) => graph.Append(layer, "Relu", input);
}
