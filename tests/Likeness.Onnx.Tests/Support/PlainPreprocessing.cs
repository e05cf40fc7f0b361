using Likeness.Onnx.Preprocessing;

namespace Likeness.Onnx.Tests.Support;

/// <summary>The definition of a preprocessing, channels first, in float64.</summary>
internal static class PlainPreprocessing
{
    public static double[] Of(ReadOnlySpan<byte> picture, OnnxPreprocessing preprocessing)
    {
        var (size, crop) = (preprocessing.Resize, preprocessing.Crop);
        var first = (size - crop) / 2;
        var numbers = new double[3 * crop * crop];
        for (var place = 0; place < 3; place++)
        for (var y = 0; y < crop; y++)
        for (var x = 0; x < crop; x++)
        {
            var colour = preprocessing.Channels == ChannelOrder.Rgb ? place : 2 - place;
            var value = picture[((first + y) * size + first + x) * 3 + colour];
            numbers[(place * crop + y) * crop + x] = (value * preprocessing.Scale - preprocessing.Mean[colour]) / preprocessing.Std[colour];
        }

        return numbers;
    }
}
