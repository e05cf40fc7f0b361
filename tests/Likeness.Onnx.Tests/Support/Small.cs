using Likeness.Neural.Files.Onnx;
using Likeness.Onnx.Preprocessing;
using Likeness.Testing.Numbers;

namespace Likeness.Onnx.Tests.Support;

/// <summary>A network that is as small as one can be: a convolution over everything there is, so that each feature sees every pixel and colour.</summary>
internal static class Small
{
    public const int Side = 8;
    public const int Features = 5;

    /// <summary>Goes with it: pictures of 10 pixels, of which the middle 8 are looked at.</summary>
    public static OnnxPreprocessing Preprocessing { get; } = OnnxPreprocessing.ImageNet with { Resize = 10, Crop = Side };

    public static NetworkBuilder Network(object? batch = null, int seed = 1, string output = "features") => new NetworkBuilder()
        .Input("image", batch ?? "N", 3, Side, Side)
        .Weights("kernel", [Features, 3, Side, Side], RandomNumbers.Array(Features * 3 * Side * Side, seed))
        .Node("Conv", ["image", "kernel"], "places")
        .Node("Flatten", ["places"], output, OnnxProto.Attribute("axis", 1L))
        .Output(output, batch ?? "N", Features);

    /// <summary>Random pictures, the same at every run.</summary>
    public static byte[] Pictures(int count, int side = 10, int seed = 7)
    {
        var pictures = new byte[count * side * side * 3];
        new Random(seed).NextBytes(pictures);
        return pictures;
    }
}
