using System.Runtime.CompilerServices;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>
/// The innermost loop of every matrix product and convolution here: a tile of up to eight rows by two vectors stays in
/// registers while the steps run by, so that each number read is used eight or two vectors' worth of times. The rows are written out one by
/// one because only then does the compiler keep all of them in registers. A tile that is gated, or not full, is finished elsewhere
/// (<see cref="TileStore{TVector, TSimd}"/>). <see cref="RegisterTileReference"/> is the same as plain loops.
/// </summary>
internal static unsafe class RegisterTile<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    private const int MostRows = 8;

    /// <summary>Columns of a tile.</summary>
    public static int Columns => 2 * TSimd.Width;

    /// <summary>Computes <paramref name="rows"/> rows, as many as there are, in tiles of 8, 4 and 1.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int rows, TileInput x, TileOutput y)
    {
        var scratch = stackalloc float[MostRows * Columns];
        if (x.Prefetch == null)
        {
            // Prefetching what is in the cache costs less than a branch a step.
            x.Prefetch = scratch;
            x.PrefetchStep = x.PrefetchTile = 0;
        }

        var direct = y.Columns == Columns && (y.Accumulate || y.Gate == null);
        var ends = direct ? TileEnds.Of(y) : new TileEnds { C = scratch, Stride = Columns, Slope = 1 };
        var goesOn = y.Accumulate && !direct;
        if (goesOn)
        {
            ends.First = scratch;
            ends.FirstStride = Columns;
        }

        while (rows > 0)
        {
            // Sums go on where they stand, so that those of a last column take their products in the same order as all others.
            if (goesOn) TileStore<TVector, TSimd>.Read(Math.Min(rows, MostRows), scratch, in y);
            var done = Tile(rows, in x, in ends);
            if (direct) ends.Move(done);
            else TileStore<TVector, TSimd>.Write(done, scratch, in y);
            rows -= done;
            x.A += done * x.RowStride;
            x.Prefetch += x.PrefetchTile;
            y.C += done * y.RowStride;
            if (y.Gate != null) y.Gate += done * y.RowStride;
        }
    }

    /// <summary>One tile, of as many rows as there are up to the most that fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Tile(int rows, in TileInput x, in TileEnds ends)
    {
        if (rows >= 8 && TSimd.TileRows >= 8)
        {
            Rows8(in x, in ends);
            return 8;
        }

        if (rows >= 4)
        {
            Rows4(in x, in ends);
            return 4;
        }

        Rows1(in x, in ends);
        return 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows8(in TileInput x, in TileEnds ends)
    {
        TVector c00 = default, c01 = default;
        TVector c10 = default, c11 = default;
        TVector c20 = default, c21 = default;
        TVector c30 = default, c31 = default;
        TVector c40 = default, c41 = default;
        TVector c50 = default, c51 = default;
        TVector c60 = default, c61 = default;
        TVector c70 = default, c71 = default;
        var first = ends.First;
        var stride = ends.FirstStride;
        if (first != null)
        {
            c00 = TSimd.Load(first);
            c01 = TSimd.Load(first + TSimd.Width);
            c10 = TSimd.Load(first + stride);
            c11 = TSimd.Load(first + stride + TSimd.Width);
            c20 = TSimd.Load(first + 2 * stride);
            c21 = TSimd.Load(first + 2 * stride + TSimd.Width);
            c30 = TSimd.Load(first + 3 * stride);
            c31 = TSimd.Load(first + 3 * stride + TSimd.Width);
            c40 = TSimd.Load(first + 4 * stride);
            c41 = TSimd.Load(first + 4 * stride + TSimd.Width);
            c50 = TSimd.Load(first + 5 * stride);
            c51 = TSimd.Load(first + 5 * stride + TSimd.Width);
            c60 = TSimd.Load(first + 6 * stride);
            c61 = TSimd.Load(first + 6 * stride + TSimd.Width);
            c70 = TSimd.Load(first + 7 * stride);
            c71 = TSimd.Load(first + 7 * stride + TSimd.Width);
        }

        var row = x.RowStride;
        var step = x.StepStride;
        var bStep = x.BStride;
        var prefetch = x.Prefetch;
        var prefetchStep = x.PrefetchStep;
        for (var s = 0; s < x.Segments; s++)
        {
            var a = x.A + x.AOffsets[s];
            var a3 = a + 3 * row;
            var a6 = a + 6 * row;
            var b = x.B + x.BOffsets[s];
            for (var k = x.Steps; k > 0; k--)
            {
                TVector b0 = TSimd.Load(b), b1 = TSimd.Load(b + TSimd.Width);
                var v = TSimd.Broadcast(*a);
                c00 = TSimd.MultiplyAdd(v, b0, c00);
                c01 = TSimd.MultiplyAdd(v, b1, c01);
                v = TSimd.Broadcast(*(a + row));
                c10 = TSimd.MultiplyAdd(v, b0, c10);
                c11 = TSimd.MultiplyAdd(v, b1, c11);
                v = TSimd.Broadcast(*(a + 2 * row));
                c20 = TSimd.MultiplyAdd(v, b0, c20);
                c21 = TSimd.MultiplyAdd(v, b1, c21);
                v = TSimd.Broadcast(*a3);
                c30 = TSimd.MultiplyAdd(v, b0, c30);
                c31 = TSimd.MultiplyAdd(v, b1, c31);
                v = TSimd.Broadcast(*(a3 + row));
                c40 = TSimd.MultiplyAdd(v, b0, c40);
                c41 = TSimd.MultiplyAdd(v, b1, c41);
                v = TSimd.Broadcast(*(a3 + 2 * row));
                c50 = TSimd.MultiplyAdd(v, b0, c50);
                c51 = TSimd.MultiplyAdd(v, b1, c51);
                v = TSimd.Broadcast(*a6);
                c60 = TSimd.MultiplyAdd(v, b0, c60);
                c61 = TSimd.MultiplyAdd(v, b1, c61);
                v = TSimd.Broadcast(*(a6 + row));
                c70 = TSimd.MultiplyAdd(v, b0, c70);
                c71 = TSimd.MultiplyAdd(v, b1, c71);
                a += step;
                a3 += step;
                a6 += step;
                b += bStep;
                TSimd.Prefetch(prefetch);
                prefetch += prefetchStep;
            }
        }

        if (ends.Finishes)
        {
            var slope = TSimd.Broadcast(ends.Slope);
            TVector scale0 = Scale(in ends, 0), scale1 = Scale(in ends, TSimd.Width);
            TVector shift0 = Shift(in ends, 0), shift1 = Shift(in ends, TSimd.Width);
            c00 = Finish(c00, slope, scale0, shift0);
            c01 = Finish(c01, slope, scale1, shift1);
            c10 = Finish(c10, slope, scale0, shift0);
            c11 = Finish(c11, slope, scale1, shift1);
            c20 = Finish(c20, slope, scale0, shift0);
            c21 = Finish(c21, slope, scale1, shift1);
            c30 = Finish(c30, slope, scale0, shift0);
            c31 = Finish(c31, slope, scale1, shift1);
            c40 = Finish(c40, slope, scale0, shift0);
            c41 = Finish(c41, slope, scale1, shift1);
            c50 = Finish(c50, slope, scale0, shift0);
            c51 = Finish(c51, slope, scale1, shift1);
            c60 = Finish(c60, slope, scale0, shift0);
            c61 = Finish(c61, slope, scale1, shift1);
            c70 = Finish(c70, slope, scale0, shift0);
            c71 = Finish(c71, slope, scale1, shift1);
        }

        var c = ends.C;
        var stream = ends.Stream;
        stride = ends.Stride;
        Put(c00, c, stream);
        Put(c01, c + TSimd.Width, stream);
        Put(c10, c + stride, stream);
        Put(c11, c + stride + TSimd.Width, stream);
        Put(c20, c + 2 * stride, stream);
        Put(c21, c + 2 * stride + TSimd.Width, stream);
        Put(c30, c + 3 * stride, stream);
        Put(c31, c + 3 * stride + TSimd.Width, stream);
        Put(c40, c + 4 * stride, stream);
        Put(c41, c + 4 * stride + TSimd.Width, stream);
        Put(c50, c + 5 * stride, stream);
        Put(c51, c + 5 * stride + TSimd.Width, stream);
        Put(c60, c + 6 * stride, stream);
        Put(c61, c + 6 * stride + TSimd.Width, stream);
        Put(c70, c + 7 * stride, stream);
        Put(c71, c + 7 * stride + TSimd.Width, stream);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows4(in TileInput x, in TileEnds ends)
    {
        TVector c00 = default, c01 = default;
        TVector c10 = default, c11 = default;
        TVector c20 = default, c21 = default;
        TVector c30 = default, c31 = default;
        var first = ends.First;
        var stride = ends.FirstStride;
        if (first != null)
        {
            c00 = TSimd.Load(first);
            c01 = TSimd.Load(first + TSimd.Width);
            c10 = TSimd.Load(first + stride);
            c11 = TSimd.Load(first + stride + TSimd.Width);
            c20 = TSimd.Load(first + 2 * stride);
            c21 = TSimd.Load(first + 2 * stride + TSimd.Width);
            c30 = TSimd.Load(first + 3 * stride);
            c31 = TSimd.Load(first + 3 * stride + TSimd.Width);
        }

        var row = x.RowStride;
        var step = x.StepStride;
        var bStep = x.BStride;
        var prefetch = x.Prefetch;
        var prefetchStep = x.PrefetchStep;
        for (var s = 0; s < x.Segments; s++)
        {
            var a = x.A + x.AOffsets[s];
            var a3 = a + 3 * row;
            var b = x.B + x.BOffsets[s];
            for (var k = x.Steps; k > 0; k--)
            {
                TVector b0 = TSimd.Load(b), b1 = TSimd.Load(b + TSimd.Width);
                var v = TSimd.Broadcast(*a);
                c00 = TSimd.MultiplyAdd(v, b0, c00);
                c01 = TSimd.MultiplyAdd(v, b1, c01);
                v = TSimd.Broadcast(*(a + row));
                c10 = TSimd.MultiplyAdd(v, b0, c10);
                c11 = TSimd.MultiplyAdd(v, b1, c11);
                v = TSimd.Broadcast(*(a + 2 * row));
                c20 = TSimd.MultiplyAdd(v, b0, c20);
                c21 = TSimd.MultiplyAdd(v, b1, c21);
                v = TSimd.Broadcast(*a3);
                c30 = TSimd.MultiplyAdd(v, b0, c30);
                c31 = TSimd.MultiplyAdd(v, b1, c31);
                a += step;
                a3 += step;
                b += bStep;
                TSimd.Prefetch(prefetch);
                prefetch += prefetchStep;
            }
        }

        if (ends.Finishes)
        {
            var slope = TSimd.Broadcast(ends.Slope);
            TVector scale0 = Scale(in ends, 0), scale1 = Scale(in ends, TSimd.Width);
            TVector shift0 = Shift(in ends, 0), shift1 = Shift(in ends, TSimd.Width);
            c00 = Finish(c00, slope, scale0, shift0);
            c01 = Finish(c01, slope, scale1, shift1);
            c10 = Finish(c10, slope, scale0, shift0);
            c11 = Finish(c11, slope, scale1, shift1);
            c20 = Finish(c20, slope, scale0, shift0);
            c21 = Finish(c21, slope, scale1, shift1);
            c30 = Finish(c30, slope, scale0, shift0);
            c31 = Finish(c31, slope, scale1, shift1);
        }

        var c = ends.C;
        var stream = ends.Stream;
        stride = ends.Stride;
        Put(c00, c, stream);
        Put(c01, c + TSimd.Width, stream);
        Put(c10, c + stride, stream);
        Put(c11, c + stride + TSimd.Width, stream);
        Put(c20, c + 2 * stride, stream);
        Put(c21, c + 2 * stride + TSimd.Width, stream);
        Put(c30, c + 3 * stride, stream);
        Put(c31, c + 3 * stride + TSimd.Width, stream);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows1(in TileInput x, in TileEnds ends)
    {
        TVector c00 = default, c01 = default;
        var first = ends.First;
        var stride = ends.FirstStride;
        if (first != null)
        {
            c00 = TSimd.Load(first);
            c01 = TSimd.Load(first + TSimd.Width);
        }

        var row = x.RowStride;
        var step = x.StepStride;
        var bStep = x.BStride;
        var prefetch = x.Prefetch;
        var prefetchStep = x.PrefetchStep;
        for (var s = 0; s < x.Segments; s++)
        {
            var a = x.A + x.AOffsets[s];
            var b = x.B + x.BOffsets[s];
            for (var k = x.Steps; k > 0; k--)
            {
                TVector b0 = TSimd.Load(b), b1 = TSimd.Load(b + TSimd.Width);
                var v = TSimd.Broadcast(*a);
                c00 = TSimd.MultiplyAdd(v, b0, c00);
                c01 = TSimd.MultiplyAdd(v, b1, c01);
                a += step;
                b += bStep;
                TSimd.Prefetch(prefetch);
                prefetch += prefetchStep;
            }
        }

        if (ends.Finishes)
        {
            var slope = TSimd.Broadcast(ends.Slope);
            TVector scale0 = Scale(in ends, 0), scale1 = Scale(in ends, TSimd.Width);
            TVector shift0 = Shift(in ends, 0), shift1 = Shift(in ends, TSimd.Width);
            c00 = Finish(c00, slope, scale0, shift0);
            c01 = Finish(c01, slope, scale1, shift1);
        }

        var c = ends.C;
        var stream = ends.Stream;
        stride = ends.Stride;
        Put(c00, c, stream);
        Put(c01, c + TSimd.Width, stream);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Scale(in TileEnds ends, int column) => ends.Scale == null ? TSimd.Broadcast(1) : TSimd.Load(ends.Scale + column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Shift(in TileEnds ends, int column) => ends.Scale == null ? default : TSimd.Load(ends.Shift + column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Finish(TVector v, TVector slope, TVector scale, TVector shift) =>
        TSimd.MultiplyAdd(TSimd.Max(v, TSimd.Multiply(v, slope)), scale, shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(TVector v, float* to, bool stream)
    {
        if (stream) TSimd.Stream(v, to);
        else TSimd.Store(v, to);
    }
}

/// <summary>The register tile as plain loops, summed in float64: what the fast one is tested against.</summary>
internal static unsafe class RegisterTileReference
{
    public static void Run(int rows, TileInput x, TileOutput y)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < y.Columns; column++)
            {
                var at = row * y.RowStride + column;
                var sum = Sum(row, column, in x);
                if (y.Accumulate)
                {
                    y.C[at] = (float)(y.C[at] + sum);
                    continue;
                }

                if (y.Bias != null) sum += y.Bias[column];
                if (sum < 0) sum *= y.Slope;
                if (y.Gate != null && !(y.Gate[at] > 0)) sum *= y.GateSlope;
                if (y.Scale != null) sum = sum * y.Scale[column] + y.Shift[column];
                y.C[at] = (float)sum;
            }
        }
    }

    private static double Sum(int row, int column, in TileInput x)
    {
        var sum = 0.0;
        for (var s = 0; s < x.Segments; s++)
        {
            for (var k = 0; k < x.Steps; k++)
                sum += (double)x.A[x.AOffsets[s] + row * x.RowStride + k * x.StepStride] * x.B[x.BOffsets[s] + k * x.BStride + column];
        }

        return sum;
    }
}
