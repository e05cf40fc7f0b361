using System.Runtime.CompilerServices;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>
/// Where the sums of a tile begin and end: what they are before the first step, and what is done to them, while they are still in
/// registers, after the last.
/// </summary>
internal unsafe struct TileEnds
{
    /// <summary>The sums before the first step, two vectors a row; null for zeros.</summary>
    public float* First;

    /// <summary>From a row of <see cref="First"/> to the next; 0 where all rows begin alike.</summary>
    public nint FirstStride;

    /// <summary>Where the sums go.</summary>
    public float* C;

    /// <summary>From a row of <see cref="C"/> to the next.</summary>
    public nint Stride;

    /// <summary>Slope below zero, 1 for none.</summary>
    public float Slope;

    /// <summary>Multiplies every row at the end, two vectors; null for none.</summary>
    public float* Scale;

    /// <summary>Added after <see cref="Scale"/>.</summary>
    public float* Shift;

    /// <summary>Whether to write past the caches.</summary>
    public bool Stream;

    /// <summary>Whether anything is done after the last step.</summary>
    public readonly bool Finishes => Slope != 1 || Scale != null;

    /// <summary>Those of an output without a gate, whose columns fill a tile.</summary>
    public static TileEnds Of(in TileOutput y) => y.Accumulate
        ? new TileEnds { First = y.C, FirstStride = y.RowStride, C = y.C, Stride = y.RowStride, Slope = 1 }
        : new TileEnds
        {
            First = y.Bias, C = y.C, Stride = y.RowStride, Slope = y.Slope, Scale = y.Scale, Shift = y.Shift, Stream = y.Stream,
        };

    /// <summary>Goes on behind some rows.</summary>
    public void Move(int rows)
    {
        First += rows * FirstStride;
        C += rows * Stride;
    }
}

/// <summary>
/// Takes a finished tile to its place, by the rules of <see cref="TileOutput"/>, where the tile itself could not be summed there.
/// </summary>
internal static unsafe class TileStore<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>Writes <paramref name="rows"/> rows of two vectors each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(int rows, float* tile, in TileOutput y)
    {
        if (y.Columns < 2 * TSimd.Width)
        {
            for (var row = 0; row < rows; row++, tile += 2 * TSimd.Width) WritePart(tile, row * y.RowStride, in y);
        }
        else
        {
            WriteWhole(rows, tile, in y);
        }
    }

    /// <summary>Reads the sums that a part of a tile goes on with; the columns that there are not stay as they are.</summary>
    public static void Read(int rows, float* tile, in TileOutput y)
    {
        for (var row = 0; row < rows; row++)
            new ReadOnlySpan<float>(y.C + row * y.RowStride, y.Columns).CopyTo(new Span<float>(tile + row * 2 * TSimd.Width, y.Columns));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteWhole(int rows, float* tile, in TileOutput y)
    {
        var slope = TSimd.Broadcast(y.Slope);
        var gateSlope = TSimd.Broadcast(y.GateSlope);
        TVector bias0 = default, bias1 = default;
        TVector scale0 = default, scale1 = default;
        TVector shift0 = default, shift1 = default;
        if (y.Scale != null)
        {
            (scale0, scale1) = (TSimd.Load(y.Scale), TSimd.Load(y.Scale + TSimd.Width));
            (shift0, shift1) = (TSimd.Load(y.Shift), TSimd.Load(y.Shift + TSimd.Width));
        }

        if (y.Bias != null) (bias0, bias1) = (TSimd.Load(y.Bias), TSimd.Load(y.Bias + TSimd.Width));
        for (var row = 0; row < rows; row++, tile += 2 * TSimd.Width)
        {
            var at = row * y.RowStride;
            var v0 = TSimd.Add(TSimd.Load(tile), bias0);
            var v1 = TSimd.Add(TSimd.Load(tile + TSimd.Width), bias1);
            if (y.Slope != 1)
            {
                v0 = TSimd.Max(v0, TSimd.Multiply(v0, slope));
                v1 = TSimd.Max(v1, TSimd.Multiply(v1, slope));
            }

            if (y.Gate != null)
            {
                v0 = TSimd.SelectPositive(TSimd.Load(y.Gate + at), v0, TSimd.Multiply(v0, gateSlope));
                v1 = TSimd.SelectPositive(TSimd.Load(y.Gate + at + TSimd.Width), v1, TSimd.Multiply(v1, gateSlope));
            }

            if (y.Scale != null)
            {
                v0 = TSimd.MultiplyAdd(v0, scale0, shift0);
                v1 = TSimd.MultiplyAdd(v1, scale1, shift1);
            }

            if (y.Stream)
            {
                TSimd.Stream(v0, y.C + at);
                TSimd.Stream(v1, y.C + at + TSimd.Width);
            }
            else
            {
                TSimd.Store(v0, y.C + at);
                TSimd.Store(v1, y.C + at + TSimd.Width);
            }
        }
    }

    /// <summary>
    /// The last columns of a matrix whose width is no multiple of the tile's: number by number, so as to write nothing beside it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WritePart(float* tile, nint at, in TileOutput y)
    {
        var c = y.C + at;
        for (var i = 0; i < y.Columns; i++)
        {
            var v = tile[i];
            if (y.Accumulate)
            {
                c[i] = v; // it began with what was there
                continue;
            }

            if (y.Bias != null) v += y.Bias[i];
            if (y.Slope != 1) v = MathF.Max(v, v * y.Slope);
            if (y.Gate != null && !(y.Gate[at + i] > 0)) v *= y.GateSlope;
            if (y.Scale != null) v = v * y.Scale[i] + y.Shift[i];
            c[i] = v;
        }
    }
}
