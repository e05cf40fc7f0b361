using Likeness.Neural.Layers;

namespace Likeness.Neural.Files.Onnx.Mappings;

/// <summary>Resize to the nearest pixel, told to repeat each one: by its other rules it would begin half a pixel later.</summary>
internal sealed class UpSampling2DMapping : LayerMapping<UpSampling2D>
{
    private const string NoRegion = "";

    protected override OnnxValue Append(OnnxGraph graph, UpSampling2D layer, OnnxValue input) => graph.Append(
        layer, "Resize", graph.ChannelsFirst(input), [NoRegion, graph.Constant($"{layer.Name}/scales", [1f, 1, layer.Size, layer.Size])],
        OnnxProto.Attribute("mode", "nearest"),
        OnnxProto.Attribute("coordinate_transformation_mode", "asymmetric"),
        OnnxProto.Attribute("nearest_mode", "floor"));
}
