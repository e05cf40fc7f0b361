using System.Runtime.CompilerServices;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.RegisterTile;

/// <summary>
/// The innermost loop of every matrix product and convolution here: a tile of up to eight rows by two vectors stays in
/// registers while the steps run by, so that each number read is used eight or two vectors' worth of times. The rows are written out one by one
/// because only then does the compiler keep all of them in registers, and the tile is finished elsewhere
/// (<see cref="TileStore{TVector, TSimd}"/>) for the same reason. <see cref="RegisterTileReference"/> is the same as plain loops.
/// </summary>
internal static unsafe class RegisterTile<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>Columns of a tile.</summary>
    public static int Columns => 2 * TSimd.Width;

    /// <summary>Computes <paramref name="rows"/> rows, as many as there are, in tiles of 8, 4, 2 and 1.</summary>
    public static void Run(int rows, TileInput x, TileOutput y)
    {
        var tile = stackalloc float[8 * Columns];
        while (rows > 0)
        {
            int done;
            if (rows >= 8 && TSimd.TileRows >= 8)
            {
                Rows8(in x, tile);
                done = 8;
            }
            else if (rows >= 4)
            {
                Rows4(in x, tile);
                done = 4;
            }
            else if (rows >= 2)
            {
                Rows2(in x, tile);
                done = 2;
            }
            else
            {
                Rows1(in x, tile);
                done = 1;
            }

            TileStore<TVector, TSimd>.Write(done, tile, in y);
            rows -= done;
            x.A += done * x.RowStride;
            y.C += done * y.RowStride;
            if (y.Gate != null) y.Gate += done * y.RowStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows8(in TileInput x, float* tile)
    {
        TVector c00 = default, c01 = default;
        TVector c10 = default, c11 = default;
        TVector c20 = default, c21 = default;
        TVector c30 = default, c31 = default;
        TVector c40 = default, c41 = default;
        TVector c50 = default, c51 = default;
        TVector c60 = default, c61 = default;
        TVector c70 = default, c71 = default;
        var row = x.RowStride;
        var step = x.StepStride;
        var bStep = x.BStride;
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
            }
        }

        TSimd.Store(c00, tile);
        TSimd.Store(c01, tile + TSimd.Width);
        TSimd.Store(c10, tile + 2 * TSimd.Width);
        TSimd.Store(c11, tile + 3 * TSimd.Width);
        TSimd.Store(c20, tile + 4 * TSimd.Width);
        TSimd.Store(c21, tile + 5 * TSimd.Width);
        TSimd.Store(c30, tile + 6 * TSimd.Width);
        TSimd.Store(c31, tile + 7 * TSimd.Width);
        TSimd.Store(c40, tile + 8 * TSimd.Width);
        TSimd.Store(c41, tile + 9 * TSimd.Width);
        TSimd.Store(c50, tile + 10 * TSimd.Width);
        TSimd.Store(c51, tile + 11 * TSimd.Width);
        TSimd.Store(c60, tile + 12 * TSimd.Width);
        TSimd.Store(c61, tile + 13 * TSimd.Width);
        TSimd.Store(c70, tile + 14 * TSimd.Width);
        TSimd.Store(c71, tile + 15 * TSimd.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows4(in TileInput x, float* tile)
    {
        TVector c00 = default, c01 = default;
        TVector c10 = default, c11 = default;
        TVector c20 = default, c21 = default;
        TVector c30 = default, c31 = default;
        var row = x.RowStride;
        var step = x.StepStride;
        var bStep = x.BStride;
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
            }
        }

        TSimd.Store(c00, tile);
        TSimd.Store(c01, tile + TSimd.Width);
        TSimd.Store(c10, tile + 2 * TSimd.Width);
        TSimd.Store(c11, tile + 3 * TSimd.Width);
        TSimd.Store(c20, tile + 4 * TSimd.Width);
        TSimd.Store(c21, tile + 5 * TSimd.Width);
        TSimd.Store(c30, tile + 6 * TSimd.Width);
        TSimd.Store(c31, tile + 7 * TSimd.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows2(in TileInput x, float* tile)
    {
        TVector c00 = default, c01 = default;
        TVector c10 = default, c11 = default;
        var row = x.RowStride;
        var step = x.StepStride;
        var bStep = x.BStride;
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
            }
        }

        TSimd.Store(c00, tile);
        TSimd.Store(c01, tile + TSimd.Width);
        TSimd.Store(c10, tile + 2 * TSimd.Width);
        TSimd.Store(c11, tile + 3 * TSimd.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows1(in TileInput x, float* tile)
    {
        TVector c00 = default, c01 = default;
        var row = x.RowStride;
        var step = x.StepStride;
        var bStep = x.BStride;
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
            }
        }

        TSimd.Store(c00, tile);
        TSimd.Store(c01, tile + TSimd.Width);
    }
}
