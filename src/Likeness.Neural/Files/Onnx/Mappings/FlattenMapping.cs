using Likeness.Neural.Layers;

namespace Likeness.Neural.Files.Onnx.Mappings;

/// <summary>Reshape to a row, channels last: the order that the Dense layer behind it was trained on.</summary>
internal sealed class FlattenMapping : LayerMapping<Flatten>
{
    protected override OnnxValue Append(OnnxGraph graph, Flatten layer, OnnxValue input) => graph.Reshape(layer, input);
}
