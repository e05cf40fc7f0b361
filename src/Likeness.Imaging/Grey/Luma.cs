using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Likeness.Numerics.Simd;

namespace Likeness.Imaging.Grey;

/// <summary>
/// From colour to grey: 0.299 red + 0.587 green + 0.114 blue of the sRGB bytes as they are, without making them linear first, rounded. It is the luma that
/// JPEG stores and that most programs call grey.
/// </summary>
/// <remarks>ITU-R Recommendation BT.601.</remarks>
public static class Luma
{
    // Of 65536, and adding up to it: white stays white.
    private const int Red = 19595;
    private const int Green = 38470;
    private const int Blue = 7471;
    private const int Half = 1 << 15;
    private const int PixelsPerVector = 4;

    /// <summary>The plain definition.</summary>
    /// <param name="rgb">Three bytes a pixel.</param>
    /// <param name="grey">Receives one byte a pixel.</param>
    internal static void Scalar(ReadOnlySpan<byte> rgb, Span<byte> grey)
    {
        for (var i = 0; i < rgb.Length / Pixels.Channels; i++)
            grey[i] = (byte)((Red * rgb[3 * i] + Green * rgb[3 * i + 1] + Blue * rgb[3 * i + 2] + Half) >> 16);
    }

    /// <summary>Converts pixels; bit for bit what the plain definition gives.</summary>
    /// <param name="rgb">Three bytes a pixel.</param>
    /// <param name="grey">Receives one byte a pixel; at least a third as long.</param>
    /// <exception cref="ArgumentException">The bytes are no whole number of pixels, or there is too little room.</exception>
    public static void Of(ReadOnlySpan<byte> rgb, Span<byte> grey)
    {
        // The loads and stores below are unchecked; this is what makes them safe.
        if (rgb.Length % Pixels.Channels != 0 || grey.Length < rgb.Length / Pixels.Channels)
            throw new ArgumentException($"{rgb.Length} bytes of colour do not become {grey.Length} of grey; three become one.", nameof(grey));
        var done = SimdPath.Bits >= 128 ? FourByFour(rgb, grey) : 0;
        Scalar(rgb[(done * Pixels.Channels)..], grey[done..]);
    }

    /// <summary>Four pixels in a vector, each colour in a vector of its own. Returns how many pixels were converted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // full speed from the first picture on
    private static int FourByFour(ReadOnlySpan<byte> rgb, Span<byte> grey)
    {
        ref var source = ref MemoryMarshal.GetReference(rgb);
        ref var target = ref MemoryMarshal.GetReference(grey);
        const byte none = 255;
        var reds = Vector128.Create(0, none, none, none, 3, none, none, none, 6, none, none, none, 9, none, none, none);
        var greens = Vector128.Create(1, none, none, none, 4, none, none, none, 7, none, none, none, 10, none, none, none);
        var blues = Vector128.Create(2, none, none, none, 5, none, none, none, 8, none, none, none, 11, none, none, none);
        var done = 0;
        // A load takes sixteen bytes, of which twelve are used.
        for (; (done * Pixels.Channels) + Vector128<byte>.Count <= rgb.Length; done += PixelsPerVector)
        {
            var pixels = Vector128.LoadUnsafe(ref source, (nuint)(done * Pixels.Channels));
            var sum = Vector128.Shuffle(pixels, reds).AsInt32() * Red + Vector128.Shuffle(pixels, greens).AsInt32() * Green
                + Vector128.Shuffle(pixels, blues).AsInt32() * Blue + Vector128.Create(Half);
            var narrow = Vector128.Narrow(Vector128.ShiftRightLogical(sum, 16), Vector128<int>.Zero);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, done), Vector128.Narrow(narrow.AsUInt16(), Vector128<ushort>.Zero).AsUInt32().ToScalar());
        }

        return done;
    }
}
