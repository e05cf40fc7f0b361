namespace Likeness.Neural.Files.Onnx;

/// <summary>What flows from one operator to the next.</summary>
/// <param name="Name">Unique within the graph.</param>
/// <param name="ChannelsFirst">Whether a picture lies as (batch, channels, height, width), which ONNX's operators want, or as ours do, channels last.</param>
internal readonly record struct OnnxValue(string Name, bool ChannelsFirst);
