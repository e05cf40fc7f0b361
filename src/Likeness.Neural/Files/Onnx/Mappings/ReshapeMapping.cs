using Likeness.Neural.Layers;

namespace Likeness.Neural.Files.Onnx.Mappings;

/// <summary>Reshape, channels last.</summary>
internal sealed class ReshapeMapping : LayerMapping<Reshape>
{
    protected override OnnxValue Append(OnnxGraph graph, Reshape layer, OnnxValue input) => graph.Reshape(layer, input);
}
