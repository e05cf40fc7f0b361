using System.Runtime.CompilerServices;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.Dense;

/// <summary>
/// output[b, o] += Σ input[b, i] · kernel[i, o] for so few items that reading the kernel is all the work: row behind row, four at a time, nothing
/// copied, the sums in the first-level cache.
/// </summary>
internal static unsafe class FewItems<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>The largest batch that it serves; above it the arithmetic counts.</summary>
    public const int MostItems = 4;

    /// <summary>How many numbers ahead are asked for: far enough to be there in time, near enough not to be dropped.</summary>
    private const int Ahead = 512;

    /// <summary>Adds the products of some inputs.</summary>
    /// <param name="items">Items of the batch.</param>
    /// <param name="input">The first item's first input of these.</param>
    /// <param name="inputStride">From an item to the next.</param>
    /// <param name="kernel">The row of the first input.</param>
    /// <param name="inputs">How many inputs.</param>
    /// <param name="outputs">Numbers in a row of the kernel, and of the sums.</param>
    /// <param name="sums">(items, outputs).</param>
    public static void Add(int items, float* input, nint inputStride, float* kernel, int inputs, int outputs, float* sums)
    {
        var i = 0;
        for (; i + 4 <= inputs; i += 4)
        {
            for (var item = 0; item < items; item++) Rows4(input + item * inputStride + i, kernel + (nint)i * outputs, outputs, sums + (nint)item * outputs);
        }

        for (; i < inputs; i++)
        {
            for (var item = 0; item < items; item++)
            {
                var x = input[item * inputStride + i];
                for (var o = 0; o < outputs; o++) sums[(nint)item * outputs + o] += x * kernel[(nint)i * outputs + o];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows4(float* x, float* row, int outputs, float* sums)
    {
        TVector x0 = TSimd.Broadcast(x[0]), x1 = TSimd.Broadcast(x[1]), x2 = TSimd.Broadcast(x[2]), x3 = TSimd.Broadcast(x[3]);
        float* row1 = row + outputs, row2 = row1 + outputs, row3 = row2 + outputs;
        var o = 0;
        for (; o + TSimd.Width <= outputs; o += TSimd.Width)
        {
            TSimd.Prefetch(row + o + Ahead);
            TSimd.Prefetch(row1 + o + Ahead);
            TSimd.Prefetch(row2 + o + Ahead);
            TSimd.Prefetch(row3 + o + Ahead);
            var near = TSimd.MultiplyAdd(x1, TSimd.Load(row1 + o), TSimd.Multiply(x0, TSimd.Load(row + o)));
            var far = TSimd.MultiplyAdd(x3, TSimd.Load(row3 + o), TSimd.Multiply(x2, TSimd.Load(row2 + o)));
            TSimd.Store(TSimd.Add(TSimd.Load(sums + o), TSimd.Add(near, far)), sums + o);
        }

        for (; o < outputs; o++) sums[o] += x[0] * row[o] + x[1] * row1[o] + (x[2] * row2[o] + x[3] * row3[o]);
    }
}
