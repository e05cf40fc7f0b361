using Likeness.Neural.Layers;

namespace Likeness.Neural.Files.Onnx.Mappings;

/// <summary>LpNormalization. It differs from ours only for rows shorter than 10⁻⁶.</summary>
internal sealed class L2NormalizationMapping : LayerMapping<L2Normalization>
{
    protected override OnnxValue Append(OnnxGraph graph, L2Normalization layer, OnnxValue input) =>
        graph.Append(layer, "LpNormalization", input, null, OnnxProto.Attribute("axis", -1L), OnnxProto.Attribute("p", 2L));
}
