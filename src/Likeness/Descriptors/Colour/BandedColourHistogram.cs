using Likeness.Imaging;

namespace Likeness.Descriptors.Colour;

/// <summary>
/// Which colours a picture has, and how high: a histogram of hue, saturation and value in each of four horizontal bands. Its numbers are the square roots of the
/// shares, so that the Euclidean distance of two of them is √2 times the Hellinger distance of the histograms, and each has length 1.
/// </summary>
internal static class BandedColourHistogram
{
    public const int Bands = 4;
    public const int Hues = 8;
    public const int Saturations = 4;
    public const int Values = 4;

    /// <summary>Numbers of a histogram, in the order band (from the top), hue, saturation, value.</summary>
    public const int Length = Bands * Hues * Saturations * Values;

    /// <summary>Shares do not change with more pixels than so many a side: of larger pictures every second, third, … is looked at.</summary>
    public const int EnoughPixels = 64;

    /// <param name="rgb">height × width × 3 bytes.</param>
    /// <param name="height">In pixels, at least 1.</param>
    /// <param name="width">In pixels, at least 1.</param>
    /// <param name="histogram">Receives <see cref="Length"/> numbers.</param>
    public static void Compute(ReadOnlySpan<byte> rgb, int height, int width, Span<float> histogram)
    {
        var step = Math.Max(1, Math.Min(height, width) / EnoughPixels);
        Span<int> counts = stackalloc int[Length];
        counts.Clear();
        var pixels = 0;
        for (var y = 0; y < height; y += step)
        {
            var band = counts.Slice(y * Bands / height * (Length / Bands), Length / Bands);
            var row = rgb.Slice(y * width * Pixels.Channels, width * Pixels.Channels);
            for (var x = 0; x < row.Length; x += step * Pixels.Channels)
            {
                band[Bin(row[x], row[x + 1], row[x + 2])]++;
                pixels++;
            }
        }

        for (var i = 0; i < Length; i++) histogram[i] = MathF.Sqrt((float)counts[i] / pixels);
    }

    /// <summary>
    /// The bin of a colour, exact in whole numbers. With the largest channel M and the smallest m: value M / 256, saturation (M − m) / M, hue in turns of the hexcone.
    /// Each is cut into equal parts; full saturation belongs to the last one. Greys have hue 0, black has saturation 0.
    /// </summary>
    /// <remarks>A. R. Smith, "Color gamut transform pairs", 1978.</remarks>
    public static int Bin(int red, int green, int blue)
    {
        var most = Math.Max(red, Math.Max(green, blue));
        var chroma = most - Math.Min(red, Math.Min(green, blue));
        var value = most * Values >> 8;
        if (chroma == 0) return value;
        var saturation = Math.Min(Saturations * chroma / most, Saturations - 1);
        // In sixths of a turn, times the chroma.
        var sixths = red == most ? green - blue : green == most ? 2 * chroma + blue - red : 4 * chroma + red - green;
        if (sixths < 0) sixths += 6 * chroma;
        return (Hues * sixths / (6 * chroma) * Saturations + saturation) * Values + value;
    }
}
