using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Likeness.Imaging;
using Likeness.Numerics.Simd;

namespace Likeness.Onnx.Preprocessing;

/// <summary>Takes pixels apart: each colour in a row of its own.</summary>
internal static class ColourPlanes
{
    // Where in three vectors of sixteen pixels a colour's bytes lie. From each vector a colour takes some; the rest is zero and comes from the other two.
    private static readonly Vector128<byte>[] Places = [.. Enumerable.Range(0, Pixels.Channels * Pixels.Channels).Select(i => Place(colour: i / Pixels.Channels, part: i % Pixels.Channels))];

    /// <summary>The plain definition.</summary>
    /// <param name="pixels">Three bytes a pixel.</param>
    /// <param name="red">Receives the first of each.</param>
    /// <param name="green">Receives the second.</param>
    /// <param name="blue">Receives the third.</param>
    internal static void Scalar(ReadOnlySpan<byte> pixels, Span<byte> red, Span<byte> green, Span<byte> blue)
    {
        for (var i = 0; i < pixels.Length / Pixels.Channels; i++)
            (red[i], green[i], blue[i]) = (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]);
    }

    /// <summary>The same, sixteen pixels at once.</summary>
    /// <inheritdoc cref="Scalar"/>
    public static void Split(ReadOnlySpan<byte> pixels, Span<byte> red, Span<byte> green, Span<byte> blue)
    {
        var count = pixels.Length / Pixels.Channels;
        // The loads and stores below are unchecked; this is what makes them safe.
        ArgumentOutOfRangeException.ThrowIfLessThan(red.Length, count);
        ArgumentOutOfRangeException.ThrowIfLessThan(green.Length, count);
        ArgumentOutOfRangeException.ThrowIfLessThan(blue.Length, count);
        var done = SimdPath.Bits >= 128 ? Sixteens(pixels, red, green, blue) : 0;
        Scalar(pixels[(done * Pixels.Channels)..], red[done..], green[done..], blue[done..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // full speed from the first picture on
    private static int Sixteens(ReadOnlySpan<byte> pixels, Span<byte> red, Span<byte> green, Span<byte> blue)
    {
        ref var source = ref MemoryMarshal.GetReference(pixels);
        ref var reds = ref MemoryMarshal.GetReference(red);
        ref var greens = ref MemoryMarshal.GetReference(green);
        ref var blues = ref MemoryMarshal.GetReference(blue);
        var width = Vector128<byte>.Count;
        var places = Places;
        var done = 0;
        for (; (done + width) * Pixels.Channels <= pixels.Length; done += width)
        {
            var at = (nuint)(done * Pixels.Channels);
            var first = Vector128.LoadUnsafe(ref source, at);
            var second = Vector128.LoadUnsafe(ref source, at + (nuint)width);
            var third = Vector128.LoadUnsafe(ref source, at + (nuint)(2 * width));
            Gather(first, second, third, places.AsSpan(0, 3)).StoreUnsafe(ref reds, (nuint)done);
            Gather(first, second, third, places.AsSpan(3, 3)).StoreUnsafe(ref greens, (nuint)done);
            Gather(first, second, third, places.AsSpan(6, 3)).StoreUnsafe(ref blues, (nuint)done);
        }

        return done;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Gather(Vector128<byte> first, Vector128<byte> second, Vector128<byte> third, ReadOnlySpan<Vector128<byte>> places) =>
        Vector128.Shuffle(first, places[0]) | Vector128.Shuffle(second, places[1]) | Vector128.Shuffle(third, places[2]);

    private static Vector128<byte> Place(int colour, int part)
    {
        Span<byte> places = stackalloc byte[Vector128<byte>.Count];
        for (var pixel = 0; pixel < places.Length; pixel++)
        {
            var at = pixel * Pixels.Channels + colour - part * places.Length;
            places[pixel] = at >= 0 && at < places.Length ? (byte)at : byte.MaxValue; // of a place outside, a shuffle makes zero
        }

        return Vector128.Create<byte>(places);
    }
}
