using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Likeness.Numerics.Simd;

namespace Likeness.Imaging.Fitting;

/// <summary>The horizontal half of a resize: each target pixel is the weighted sum of some source pixels of a row, rounded to bytes.</summary>
internal static class RowSums
{
    /// <summary>Floats past the end of a row that <see cref="Vector"/> may read, and bytes past the end of a target that it may write.</summary>
    public const int Padding = 4;

    /// <summary>The plain definition.</summary>
    /// <param name="row">Source pixels, three floats each, from the axis's first used one.</param>
    /// <param name="axis">The horizontal axis.</param>
    /// <param name="target">Three bytes per target pixel.</param>
    public static void Scalar(ReadOnlySpan<float> row, AxisWeights axis, Span<byte> target)
    {
        for (var i = 0; i < axis.Starts.Length; i++)
        {
            var weights = axis.Of(i);
            var from = (axis.Starts[i] - axis.First) * Pixels.Channels;
            for (var c = 0; c < Pixels.Channels; c++)
            {
                float sum = 0;
                for (var j = 0; j < weights.Length; j++)
                    sum = float.FusedMultiplyAdd(row[from + (j * Pixels.Channels) + c], weights[j], sum);
                target[(i * Pixels.Channels) + c] = (byte)(sum + 0.5f);
            }
        }
    }

    /// <summary>The same with a pixel in a vector: three lanes hold its colours, the fourth computes something that is overwritten.</summary>
    /// <param name="row">As for <see cref="Scalar"/>, and <see cref="Padding"/> floats more.</param>
    /// <param name="axis">The horizontal axis.</param>
    /// <param name="target">As for <see cref="Scalar"/>, and <see cref="Padding"/> bytes more.</param>
    public static void Vector(ReadOnlySpan<float> row, AxisWeights axis, Span<byte> target)
    {
        // The loads and stores of the vectors are unchecked; this is what makes them safe.
        ArgumentOutOfRangeException.ThrowIfLessThan(row.Length, ((axis.End - axis.First) * Pixels.Channels) + Padding);
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, (axis.Starts.Length * Pixels.Channels) + Padding);
        // A pixel fills no wider vector, so there is one version for all widths.
        if (SimdPath.Bits >= 128)
            PixelByPixel(row, axis, target);
        else
            Scalar(row, axis, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // full speed from the first picture on
    private static void PixelByPixel(ReadOnlySpan<float> row, AxisWeights axis, Span<byte> target)
    {
        ReadOnlySpan<int> starts = axis.Starts, counts = axis.Counts;
        var weights = axis.Weights;
        ref var source = ref MemoryMarshal.GetReference(row);
        ref var weight = ref MemoryMarshal.GetReference(weights);
        ref var bytes = ref MemoryMarshal.GetReference(target);
        var half = Vector128.Create(0.5f);
        for (var i = 0; i < starts.Length; i++)
        {
            ref var pixel = ref Unsafe.Add(ref source, (starts[i] - axis.First) * Pixels.Channels);
            ref var own = ref Unsafe.Add(ref weight, i * axis.Stride);
            Vector128<float> even = half, odd = Vector128<float>.Zero; // two chains: the processor adds them side by side
            int count = counts[i], j = 0;
            for (; j <= count - 2; j += 2)
            {
                even = Vector128.FusedMultiplyAdd(Vector128.LoadUnsafe(ref pixel, (nuint)(j * Pixels.Channels)), Vector128.Create(Unsafe.Add(ref own, j)), even);
                odd = Vector128.FusedMultiplyAdd(Vector128.LoadUnsafe(ref pixel, (nuint)((j + 1) * Pixels.Channels)), Vector128.Create(Unsafe.Add(ref own, j + 1)), odd);
            }
            if (j < count)
                even = Vector128.FusedMultiplyAdd(Vector128.LoadUnsafe(ref pixel, (nuint)(j * Pixels.Channels)), Vector128.Create(Unsafe.Add(ref own, j)), even);
            var narrow = Vector128.Narrow(Vector128.ConvertToInt32(even + odd), Vector128<int>.Zero);
            var packed = Vector128.Narrow(narrow.AsUInt16(), Vector128<ushort>.Zero).AsUInt32().ToScalar();
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref bytes, i * Pixels.Channels), packed);
        }
    }
}
