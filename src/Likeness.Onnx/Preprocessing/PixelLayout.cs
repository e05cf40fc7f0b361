using System.Text.Json.Serialization;

namespace Likeness.Onnx.Preprocessing;

/// <summary>In which order a network wants the axes of its pictures.</summary>
public enum PixelLayout
{
    /// <summary>(batch, channels, height, width), as PyTorch has it.</summary>
    [JsonStringEnumMemberName("NCHW")]
    ChannelsFirst,

    /// <summary>(batch, height, width, channels), as Keras has it.</summary>
    [JsonStringEnumMemberName("NHWC")]
    ChannelsLast,
}
