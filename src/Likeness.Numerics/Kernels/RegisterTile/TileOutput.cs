namespace Likeness.Numerics.Kernels.RegisterTile;

/// <summary>
/// Where a tile goes and what happens to it on the way: c = rectify(tile + bias) · gate · scale + shift, or c += tile. Doing it here saves a
/// pass over the whole output.
/// </summary>
internal unsafe struct TileOutput
{
    /// <summary>First row, first column.</summary>
    public float* C;

    /// <summary>From a row to the next, in floats.</summary>
    public nint RowStride;

    /// <summary>Columns to write, at most two vectors.</summary>
    public int Columns;

    /// <summary>Added to every row, or null. Two vectors' width must be readable.</summary>
    public float* Bias;

    /// <summary>Slope below zero: 1 leaves the numbers as they are, 0 is ReLU, between is LeakyReLU.</summary>
    public float Slope;

    /// <summary>
    /// The outputs of a rectifier, laid out as C, or null: the tile is a gradient with respect to them and is multiplied by
    /// the rectifier's derivative (1 where they are positive, else <see cref="GateSlope"/>).
    /// </summary>
    public float* Gate;

    /// <summary>The slope of the rectifier that <see cref="Gate"/> came from.</summary>
    public float GateSlope;

    /// <summary>Multiplies every row at the end, or null. As many readable numbers as <see cref="Bias"/>, and so has <see cref="Shift"/>.</summary>
    public float* Scale;

    /// <summary>Added after <see cref="Scale"/>; null exactly where that is.</summary>
    public float* Shift;

    /// <summary>Adds to what is there and does nothing else.</summary>
    public bool Accumulate;

    /// <summary>
    /// Writes past the caches: for outputs larger than they are, whose old content need then not be read first. Every row has to begin at a
    /// multiple of a vector's size.
    /// </summary>
    public bool Stream;
}
