using System.Runtime.InteropServices;

namespace Likeness.Imaging.Batches;

/// <summary>Mirrors pictures left to right.</summary>
internal static class Mirroring
{
    /// <summary>In place.</summary>
    /// <param name="rgb">Rows of width × 3 bytes.</param>
    /// <param name="width">Pixels of a row.</param>
    public static void Horizontally(Span<byte> rgb, int width)
    {
        var pixels = MemoryMarshal.Cast<byte, Rgb>(rgb);
        for (var row = 0; row < pixels.Length; row += width)
            pixels.Slice(row, width).Reverse();
    }
}
