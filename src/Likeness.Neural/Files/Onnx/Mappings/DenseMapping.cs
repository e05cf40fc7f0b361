using Likeness.Neural.Layers;

namespace Likeness.Neural.Files.Onnx.Mappings;

/// <summary>Gemm: input · kernel + bias, the kernel as it lies in memory.</summary>
internal sealed class DenseMapping : LayerMapping<Dense>
{
    protected override OnnxValue Append(OnnxGraph graph, Dense layer, OnnxValue input) =>
        graph.Append(layer, "Gemm", input, [graph.Constant(layer, "kernel"), graph.Constant(layer, "bias")]);
}
