using System.Text.Json.Serialization;

namespace Likeness.Onnx.Preprocessing;

/// <summary>In which order a network wants the colours of a pixel.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    [JsonStringEnumMemberName("RGB")]
    Rgb,

    /// <summary>Blue, green, red, as OpenCV and Caffe have it.</summary>
    [JsonStringEnumMemberName("BGR")]
    Bgr,
}
