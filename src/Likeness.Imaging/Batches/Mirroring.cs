using System.Runtime.InteropServices;

namespace Likeness.Imaging.Batches;

/// <summary>Mirrors pictures left to right, in place.</summary>
public static class Mirroring
{
    /// <summary>A picture in colour or grey.</summary>
    /// <param name="picture">Rows of width × channels bytes.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="grey">Whether a pixel has one byte, or three.</param>
    public static void Horizontally(Span<byte> picture, int width, bool grey)
    {
        if (grey) Reverse(picture, width);
        else Reverse(MemoryMarshal.Cast<byte, Rgb>(picture), width);
    }

    private static void Reverse<TPixel>(Span<TPixel> pixels, int width)
    {
        for (var row = 0; row < pixels.Length; row += width)
            pixels.Slice(row, width).Reverse();
    }
}
