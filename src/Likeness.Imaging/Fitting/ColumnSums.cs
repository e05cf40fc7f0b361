using System.Runtime.CompilerServices;
using Likeness.Numerics.Simd;

namespace Likeness.Imaging.Fitting;

/// <summary>The vertical half of a resize: sums[x] = Σ weights[r] × rows[r × rowBytes + x], bytes to floats.</summary>
internal static unsafe class ColumnSums
{
    /// <summary>The plain definition.</summary>
    public static void Scalar(ReadOnlySpan<byte> rows, int rowBytes, ReadOnlySpan<float> weights, Span<float> sums)
    {
        for (var x = 0; x < sums.Length; x++)
        {
            float sum = 0;
            for (var r = 0; r < weights.Length; r++) sum = float.MultiplyAddEstimate(rows[r * rowBytes + x], weights[r], sum);
            sums[x] = sum;
        }
    }

    /// <summary>The same with the vectors that <see cref="SimdPath"/> chose; equal to <see cref="Scalar"/> up to rounding.</summary>
    /// <param name="rows">The first row's first used byte onwards.</param>
    /// <param name="rowBytes">Distance of two rows.</param>
    /// <param name="weights">One per row.</param>
    /// <param name="sums">One per byte of a row that is used.</param>
    public static void Vector(ReadOnlySpan<byte> rows, int rowBytes, ReadOnlySpan<float> weights, Span<float> sums)
    {
        // The loads below are unchecked; this is what makes them safe.
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, (weights.Length - 1) * rowBytes + sums.Length);
        int done;
        fixed (byte* source = rows)
        fixed (float* weight = weights)
        fixed (float* target = sums)
        {
            var loop = new Loop { Rows = source, RowBytes = rowBytes, Weights = weight, Count = weights.Length, Sums = target, Length = sums.Length };
            SimdPath.Run(ref loop);
            done = loop.Done;
        }

        Scalar(rows[done..], rowBytes, weights, sums[done..]);
    }

    private struct Loop : ISimdLoop
    {
        public byte* Rows;
        public int RowBytes;
        public float* Weights;
        public int Count;
        public float* Sums;
        public int Length;
        public int Done;

        public void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            Done = Length / TSimd.Width * TSimd.Width;
            Strips<TVector, TSimd>(Rows, RowBytes, Weights, Count, Sums, Done);
        }

        // A vector of columns at a time, all rows of it before the next, so that a sum is stored once.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)] // full speed from the first picture on
        private static void Strips<TVector, TSimd>(byte* rows, int rowBytes, float* weights, int count, float* sums, int length)
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            for (var x = 0; x < length; x += TSimd.Width)
            {
                TVector sum = default;
                var at = rows + x;
                for (var r = 0; r < count; r++, at += rowBytes)
                    sum = TSimd.MultiplyAdd(TSimd.LoadBytes(at), TSimd.Broadcast(weights[r]), sum);
                TSimd.Store(sum, sums + x);
            }
        }
    }
}
