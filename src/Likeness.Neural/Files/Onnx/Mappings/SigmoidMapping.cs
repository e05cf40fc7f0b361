using Likeness.Neural.Layers;

namespace Likeness.Neural.Files.Onnx.Mappings;

/// <summary>Sigmoid.</summary>
internal sealed class SigmoidMapping : LayerMapping<Sigmoid>
{
    protected override OnnxValue Append(OnnxGraph graph, Sigmoid layer, OnnxValue input) => graph.Append(layer, "Sigmoid", input);
}
