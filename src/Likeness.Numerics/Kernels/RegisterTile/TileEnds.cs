namespace Likeness.Numerics.Kernels.RegisterTile;

/// <summary>Where the sums of a tile begin and end: what they are before the first step, and what is done to them, while they are still in registers, after the last.</summary>
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
        : new TileEnds { First = y.Bias, C = y.C, Stride = y.RowStride, Slope = y.Slope, Scale = y.Scale, Shift = y.Shift, Stream = y.Stream };

    /// <summary>Goes on behind some rows.</summary>
    public void Move(int rows)
    {
        First += rows * FirstStride;
        C += rows * Stride;
    }
}
