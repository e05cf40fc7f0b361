using System.Runtime.CompilerServices;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.Dense;

/// <summary>
/// output[b, o] += Σ input[b, i] · kernel[i, o] for so few items that reading the kernel is all the work: row behind row, nothing copied. Of one item the sums stay in registers
/// and the kernel is read as it lies; of more they are in the first-level cache, and four rows are read at a time.
/// <para>Every sum takes its products one after another in the order of the inputs, as the register tile does, so that an item has the same bits in a batch of any size.</para>
/// </summary>
internal static unsafe class FewItems<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>The largest batch that it serves; above it the arithmetic counts.</summary>
    public const int MostItems = 4;

    /// <summary>Vectors of sums of one item that stay in registers.</summary>
    private const int Sums = 12;

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
        if (items == 1 && outputs % (Sums * TSimd.Width) == 0)
        {
            for (var o = 0; o < outputs; o += Sums * TSimd.Width) One(input, kernel + o, inputs, outputs, sums + o);
            return;
        }

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
                var sum = sums + (nint)item * outputs;
                for (var o = 0; o < outputs; o++) sum[o] = SimdScalar.MultiplyAdd(x, kernel[(nint)i * outputs + o], sum[o]);
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
            var sum = TSimd.MultiplyAdd(x0, TSimd.Load(row + o), TSimd.Load(sums + o));
            sum = TSimd.MultiplyAdd(x1, TSimd.Load(row1 + o), sum);
            sum = TSimd.MultiplyAdd(x2, TSimd.Load(row2 + o), sum);
            TSimd.Store(TSimd.MultiplyAdd(x3, TSimd.Load(row3 + o), sum), sums + o);
        }

        for (; o < outputs; o++)
        {
            var sum = SimdScalar.MultiplyAdd(x[0], row[o], sums[o]);
            sum = SimdScalar.MultiplyAdd(x[1], row1[o], sum);
            sum = SimdScalar.MultiplyAdd(x[2], row2[o], sum);
            sums[o] = SimdScalar.MultiplyAdd(x[3], row3[o], sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(float* input, float* row, int inputs, int outputs, float* sums)
    {
        var width = TSimd.Width;
        var s0 = TSimd.Load(sums + 0 * width);
        var s1 = TSimd.Load(sums + 1 * width);
        var s2 = TSimd.Load(sums + 2 * width);
        var s3 = TSimd.Load(sums + 3 * width);
        var s4 = TSimd.Load(sums + 4 * width);
        var s5 = TSimd.Load(sums + 5 * width);
        var s6 = TSimd.Load(sums + 6 * width);
        var s7 = TSimd.Load(sums + 7 * width);
        var s8 = TSimd.Load(sums + 8 * width);
        var s9 = TSimd.Load(sums + 9 * width);
        var s10 = TSimd.Load(sums + 10 * width);
        var s11 = TSimd.Load(sums + 11 * width);
        for (var i = 0; i < inputs; i++, row += outputs)
        {
            var x = TSimd.Broadcast(input[i]);
            s0 = TSimd.MultiplyAdd(x, TSimd.Load(row + 0 * width), s0);
            s1 = TSimd.MultiplyAdd(x, TSimd.Load(row + 1 * width), s1);
            s2 = TSimd.MultiplyAdd(x, TSimd.Load(row + 2 * width), s2);
            s3 = TSimd.MultiplyAdd(x, TSimd.Load(row + 3 * width), s3);
            s4 = TSimd.MultiplyAdd(x, TSimd.Load(row + 4 * width), s4);
            s5 = TSimd.MultiplyAdd(x, TSimd.Load(row + 5 * width), s5);
            s6 = TSimd.MultiplyAdd(x, TSimd.Load(row + 6 * width), s6);
            s7 = TSimd.MultiplyAdd(x, TSimd.Load(row + 7 * width), s7);
            s8 = TSimd.MultiplyAdd(x, TSimd.Load(row + 8 * width), s8);
            s9 = TSimd.MultiplyAdd(x, TSimd.Load(row + 9 * width), s9);
            s10 = TSimd.MultiplyAdd(x, TSimd.Load(row + 10 * width), s10);
            s11 = TSimd.MultiplyAdd(x, TSimd.Load(row + 11 * width), s11);
        }

        TSimd.Store(s0, sums + 0 * width);
        TSimd.Store(s1, sums + 1 * width);
        TSimd.Store(s2, sums + 2 * width);
        TSimd.Store(s3, sums + 3 * width);
        TSimd.Store(s4, sums + 4 * width);
        TSimd.Store(s5, sums + 5 * width);
        TSimd.Store(s6, sums + 6 * width);
        TSimd.Store(s7, sums + 7 * width);
        TSimd.Store(s8, sums + 8 * width);
        TSimd.Store(s9, sums + 9 * width);
        TSimd.Store(s10, sums + 10 * width);
        TSimd.Store(s11, sums + 11 * width);
    }
}
