using Likeness.Imaging.Drawing;

namespace Likeness.Imaging.Tests.Support;

/// <summary>Pictures made by rule, so that a test knows what must come out.</summary>
internal static class TestPictures
{
    /// <summary>Smooth in both directions and different in each channel, so that turning, mirroring and swapped channels show.</summary>
    public static Pixels Gradient(int height, int width)
    {
        var picture = new Pixels(height, width);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * 3;
                picture.Rgb[at] = (byte)(20 + (200 * x / Math.Max(1, width - 1)));
                picture.Rgb[at + 1] = (byte)(20 + (200 * y / Math.Max(1, height - 1)));
                picture.Rgb[at + 2] = 90;
            }
        }
        return picture;
    }

    public static Pixels Solid(int height, int width, byte red, byte green, byte blue)
    {
        var picture = new Pixels(height, width);
        for (var i = 0; i < picture.Rgb.Length; i += 3)
            (picture.Rgb[i], picture.Rgb[i + 1], picture.Rgb[i + 2]) = (red, green, blue);
        return picture;
    }

    public static Pixels Noise(int height, int width, int seed)
    {
        var picture = new Pixels(height, width);
        new Random(seed).NextBytes(picture.Rgb);
        return picture;
    }

    public static byte[] Jpeg(Pixels picture, int quality = 95) =>
        PictureWriter.Encode(picture, "jpegsave_buffer", ("Q", quality), ("subsample_mode", 2));

    public static double MeanDifference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Assert.Equal(a.Length, b.Length);
        long sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += Math.Abs(a[i] - b[i]);
        return (double)sum / a.Length;
    }
}
