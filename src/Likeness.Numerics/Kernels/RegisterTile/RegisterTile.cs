using System.Runtime.CompilerServices;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.RegisterTile;

/// <summary>
/// The innermost loop of every matrix product and convolution here: a tile of up to eight rows by two vectors stays in
/// registers while the steps run by, so that each number read is used eight or two vectors' worth of times. The rows are written out one by one
/// because only then does the compiler keep all of them in registers; a tile that needs more than storing is finished elsewhere
/// (<see cref="TileStore{TVector, TSimd}"/>) for the same reason. <see cref="RegisterTileReference"/> is the same as plain loops.
/// </summary>
internal static unsafe class RegisterTile<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>Columns of a tile.</summary>
    public static int Columns => 2 * TSimd.Width;

    /// <summary>Computes <paramref name="rows"/> rows, as many as there are, in tiles of 8, 4, 2 and 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int rows, TileInput x, TileOutput y)
    {
        var scratch = stackalloc float[8 * Columns];
        if (x.Ahead == null)
        {
            // Asking for what is there costs less than asking whether to ask.
            x.Ahead = scratch;
            x.AheadStep = x.AheadTile = 0;
        }

        var direct = y.Columns == Columns && (y.Accumulate || y is { Slope: 1, Stream: false } && y.Bias == null && y.Gate == null && y.Scale == null);
        while (rows > 0)
        {
            var c = direct ? y.C : scratch;
            var stride = direct ? y.RowStride : Columns;
            var done = Tile(rows, in x, c, stride, direct && y.Accumulate);
            if (!direct) TileStore<TVector, TSimd>.Write(done, scratch, in y);
            rows -= done;
            x.A += done * x.RowStride;
            x.Ahead += x.AheadTile;
            y.C += done * y.RowStride;
            if (y.Gate != null) y.Gate += done * y.RowStride;
        }
    }

    /// <summary>One tile, of as many rows as there are up to the most that fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Tile(int rows, in TileInput x, float* c, nint stride, bool add)
    {
        if (rows >= 8 && TSimd.TileRows >= 8)
        {
            Rows8(in x, c, stride, add);
            return 8;
        }

        if (rows >= 4)
        {
            Rows4(in x, c, stride, add);
            return 4;
        }

        if (rows >= 2)
        {
            Rows2(in x, c, stride, add);
            return 2;
        }

        Rows1(in x, c, stride, add);
        return 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows8(in TileInput x, float* c, nint stride, bool add)
    {
        TVector c00 = default, c01 = default;
        TVector c10 = default, c11 = default;
        TVector c20 = default, c21 = default;
        TVector c30 = default, c31 = default;
        TVector c40 = default, c41 = default;
        TVector c50 = default, c51 = default;
        TVector c60 = default, c61 = default;
        TVector c70 = default, c71 = default;
        if (add)
        {
            c00 = TSimd.Load(c);
            c01 = TSimd.Load(c + TSimd.Width);
            c10 = TSimd.Load(c + stride);
            c11 = TSimd.Load(c + stride + TSimd.Width);
            c20 = TSimd.Load(c + 2 * stride);
            c21 = TSimd.Load(c + 2 * stride + TSimd.Width);
            c30 = TSimd.Load(c + 3 * stride);
            c31 = TSimd.Load(c + 3 * stride + TSimd.Width);
            c40 = TSimd.Load(c + 4 * stride);
            c41 = TSimd.Load(c + 4 * stride + TSimd.Width);
            c50 = TSimd.Load(c + 5 * stride);
            c51 = TSimd.Load(c + 5 * stride + TSimd.Width);
            c60 = TSimd.Load(c + 6 * stride);
            c61 = TSimd.Load(c + 6 * stride + TSimd.Width);
            c70 = TSimd.Load(c + 7 * stride);
            c71 = TSimd.Load(c + 7 * stride + TSimd.Width);
        }

        var row = x.RowStride;
        var step = x.StepStride;
        var bStep = x.BStride;
        var ahead = x.Ahead;
        var aheadStep = x.AheadStep;
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
                TSimd.Prefetch(ahead);
                ahead += aheadStep;
            }
        }

        TSimd.Store(c00, c);
        TSimd.Store(c01, c + TSimd.Width);
        TSimd.Store(c10, c + stride);
        TSimd.Store(c11, c + stride + TSimd.Width);
        TSimd.Store(c20, c + 2 * stride);
        TSimd.Store(c21, c + 2 * stride + TSimd.Width);
        TSimd.Store(c30, c + 3 * stride);
        TSimd.Store(c31, c + 3 * stride + TSimd.Width);
        TSimd.Store(c40, c + 4 * stride);
        TSimd.Store(c41, c + 4 * stride + TSimd.Width);
        TSimd.Store(c50, c + 5 * stride);
        TSimd.Store(c51, c + 5 * stride + TSimd.Width);
        TSimd.Store(c60, c + 6 * stride);
        TSimd.Store(c61, c + 6 * stride + TSimd.Width);
        TSimd.Store(c70, c + 7 * stride);
        TSimd.Store(c71, c + 7 * stride + TSimd.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows4(in TileInput x, float* c, nint stride, bool add)
    {
        TVector c00 = default, c01 = default;
        TVector c10 = default, c11 = default;
        TVector c20 = default, c21 = default;
        TVector c30 = default, c31 = default;
        if (add)
        {
            c00 = TSimd.Load(c);
            c01 = TSimd.Load(c + TSimd.Width);
            c10 = TSimd.Load(c + stride);
            c11 = TSimd.Load(c + stride + TSimd.Width);
            c20 = TSimd.Load(c + 2 * stride);
            c21 = TSimd.Load(c + 2 * stride + TSimd.Width);
            c30 = TSimd.Load(c + 3 * stride);
            c31 = TSimd.Load(c + 3 * stride + TSimd.Width);
        }

        var row = x.RowStride;
        var step = x.StepStride;
        var bStep = x.BStride;
        var ahead = x.Ahead;
        var aheadStep = x.AheadStep;
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
                TSimd.Prefetch(ahead);
                ahead += aheadStep;
            }
        }

        TSimd.Store(c00, c);
        TSimd.Store(c01, c + TSimd.Width);
        TSimd.Store(c10, c + stride);
        TSimd.Store(c11, c + stride + TSimd.Width);
        TSimd.Store(c20, c + 2 * stride);
        TSimd.Store(c21, c + 2 * stride + TSimd.Width);
        TSimd.Store(c30, c + 3 * stride);
        TSimd.Store(c31, c + 3 * stride + TSimd.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows2(in TileInput x, float* c, nint stride, bool add)
    {
        TVector c00 = default, c01 = default;
        TVector c10 = default, c11 = default;
        if (add)
        {
            c00 = TSimd.Load(c);
            c01 = TSimd.Load(c + TSimd.Width);
            c10 = TSimd.Load(c + stride);
            c11 = TSimd.Load(c + stride + TSimd.Width);
        }

        var row = x.RowStride;
        var step = x.StepStride;
        var bStep = x.BStride;
        var ahead = x.Ahead;
        var aheadStep = x.AheadStep;
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
                v = TSimd.Broadcast(*(a + row));
                c10 = TSimd.MultiplyAdd(v, b0, c10);
                c11 = TSimd.MultiplyAdd(v, b1, c11);
                a += step;
                b += bStep;
                TSimd.Prefetch(ahead);
                ahead += aheadStep;
            }
        }

        TSimd.Store(c00, c);
        TSimd.Store(c01, c + TSimd.Width);
        TSimd.Store(c10, c + stride);
        TSimd.Store(c11, c + stride + TSimd.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows1(in TileInput x, float* c, nint stride, bool add)
    {
        TVector c00 = default, c01 = default;
        if (add)
        {
            c00 = TSimd.Load(c);
            c01 = TSimd.Load(c + TSimd.Width);
        }

        var row = x.RowStride;
        var step = x.StepStride;
        var bStep = x.BStride;
        var ahead = x.Ahead;
        var aheadStep = x.AheadStep;
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
                TSimd.Prefetch(ahead);
                ahead += aheadStep;
            }
        }

        TSimd.Store(c00, c);
        TSimd.Store(c01, c + TSimd.Width);
    }
}
