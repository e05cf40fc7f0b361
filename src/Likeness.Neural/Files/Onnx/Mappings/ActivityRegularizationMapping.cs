using Likeness.Neural.Layers;

namespace Likeness.Neural.Files.Onnx.Mappings;

/// <summary>Nothing: a penalty concerns training only.</summary>
internal sealed class ActivityRegularizationMapping : LayerMapping<ActivityRegularization>
{
    protected override OnnxValue Append(OnnxGraph graph, ActivityRegularization layer, OnnxValue input) => input;
}
