using Likeness.Neural.Layers;

namespace Likeness.Neural.Files.Onnx.Mappings;

/// <summary>BatchNormalization by the moving statistics. Its channels are ONNX's second axis, as they are in rows of numbers.</summary>
internal sealed class BatchNormalizationMapping : LayerMapping<BatchNormalization>
{
    protected override OnnxValue Append(OnnxGraph graph, BatchNormalization layer, OnnxValue input)
    {
        var value = layer.InputShape.Rank == 3 ? graph.ChannelsFirst(input) : input;
        string[] constants = [.. ((string[])["gamma", "beta", "moving_mean", "moving_variance"]).Select(parameter => graph.Constant(layer, parameter))];
        return graph.Append(layer, "BatchNormalization", value, constants, OnnxProto.Attribute("epsilon", layer.Epsilon));
    }
}
