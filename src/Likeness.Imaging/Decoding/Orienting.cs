using System.Runtime.InteropServices;

namespace Likeness.Imaging.Decoding;

/// <summary>Turns stored pictures upright.</summary>
internal static class Orienting
{
    /// <summary>A number from a file as an orientation; what is out of range counts as upright.</summary>
    public static Orientation FromNumber(int number) => number is >= 1 and <= 8 ? (Orientation)number : Orientation.Upright;

    /// <summary>Whether rows become columns.</summary>
    public static bool SwapsAxes(this Orientation orientation) => orientation >= Orientation.Transposed;

    /// <summary>Copies a stored picture into an upright one.</summary>
    /// <param name="orientation">Of the stored picture.</param>
    /// <param name="stored">height × width × 3 bytes.</param>
    /// <param name="height">Rows of the stored picture.</param>
    /// <param name="width">Columns of the stored picture.</param>
    /// <param name="upright">Receives height × width × 3 bytes, or width × height × 3 where the axes swap; not the same memory.</param>
    public static void Apply(Orientation orientation, ReadOnlySpan<byte> stored, int height, int width, Span<byte> upright)
    {
        var count = Pixels.ByteCount(height, width);
        if (orientation == Orientation.Upright)
        {
            stored[..count].CopyTo(upright);
            return;
        }
        var source = MemoryMarshal.Cast<byte, Rgb>(stored[..count]);
        var target = MemoryMarshal.Cast<byte, Rgb>(upright[..count]);
        // The source index of the upright picture's top left pixel, and its steps along an upright row and column.
        (var start, var alongRow, var alongColumn) = orientation switch
        {
            Orientation.MirroredHorizontally => (width - 1, -1, width),
            Orientation.Rotated180 => ((height * width) - 1, -1, -width),
            Orientation.MirroredVertically => ((height - 1) * width, 1, -width),
            Orientation.Transposed => (0, width, 1),
            Orientation.Rotated90 => ((height - 1) * width, -width, 1),
            Orientation.Transversed => ((height * width) - 1, -width, -1),
            Orientation.Rotated270 => (width - 1, width, -1),
            _ => (0, 1, width),
        };
        var uprightWidth = orientation.SwapsAxes() ? height : width;
        for (var i = 0; i < target.Length; start += alongColumn)
        {
            for (int x = 0, from = start; x < uprightWidth; x++, from += alongRow)
                target[i++] = source[from];
        }
    }
}
