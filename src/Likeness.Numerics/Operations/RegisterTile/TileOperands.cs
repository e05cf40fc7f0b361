namespace Likeness.Numerics.Operations;

/// <summary>
/// What a tile multiplies: Σ over segments s and steps k of a[aOffsets[s] + row·rowStride + k·stepStride] · b[bOffsets[s] + k·bStride +
/// column]. The left side is read where it lies, one number a row and step; the right side a vector at a time. All strides in floats.
/// </summary>
internal unsafe struct TileInput
{
    /// <summary>The left side: first row, first step.</summary>
    public float* A;

    /// <summary>From a row of the left side to the next.</summary>
    public nint RowStride;

    /// <summary>From a step of the left side to the next.</summary>
    public nint StepStride;

    /// <summary>
    /// The right side: first step, first column. Two vectors are read of every step, so that it is a panel of that width, a copy with
    /// <see cref="Memory.AlignedBuffer.Slack"/> behind it, or rows that do not end so near the end of a tensor.
    /// </summary>
    public float* B;

    /// <summary>From a step of the right side to the next.</summary>
    public nint BStride;

    /// <summary>Steps in each segment.</summary>
    public int Steps;

    /// <summary>How many segments; 0 multiplies nothing and leaves zeros.</summary>
    public int Segments;

    /// <summary>Where each segment begins on the left side.</summary>
    public nint* AOffsets;

    /// <summary>Where each segment begins on the right side.</summary>
    public nint* BOffsets;

    /// <summary>
    /// What will be needed after this product: from here on one cache line a step is prefetched while the arithmetic goes on. Null for
    /// nothing.
    /// </summary>
    public float* Prefetch;

    /// <summary>From a step's line to the next step's.</summary>
    public nint PrefetchStep;

    /// <summary>From where the prefetching of a tile of rows begins to where that of the next does.</summary>
    public nint PrefetchTile;
}

/// <summary>
/// Where a tile goes and what happens to it on the way: c = rectify(tile + bias) · gate · scale + shift, or c += tile. Doing it here saves
/// a pass over the whole output.
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

    /// <summary>
    /// Multiplies every row at the end, or null. As many readable numbers as <see cref="Bias"/>, and so has <see cref="Shift"/>.
    /// </summary>
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

/// <summary>
/// Spreads the prefetching of what comes next evenly over the products computed meanwhile, so that neither the memory nor the arithmetic
/// waits for the other: two pieces of memory, cut into as many slices as there are products.
/// </summary>
/// <param name="first">A piece that will be read next.</param>
/// <param name="firstLength">Its length in floats.</param>
/// <param name="second">Another one.</param>
/// <param name="secondLength">Its length in floats.</param>
/// <param name="products">How many products there are.</param>
internal readonly unsafe struct PrefetchPlan(float* first, nint firstLength, float* second, nint secondLength, int products)
{
    private const int TileRows = 8;

    private readonly nint slice = products == 0 ? 0 : (firstLength + secondLength + products - 1) / products;

    /// <summary>Has a product prefetch its slice.</summary>
    /// <param name="number">Which product, from 0.</param>
    /// <param name="rows">How many rows it computes.</param>
    /// <param name="x">Receives what to prefetch; its steps and segments are set.</param>
    public void Give(int number, int rows, ref TileInput x)
    {
        var steps = x.Steps * x.Segments;
        if (steps == 0 || slice == 0) return;
        var start = number * slice;
        x.Prefetch = start < firstLength ? first + start : second + (start - firstLength);
        x.PrefetchTile = rows < 2 * TileRows ? slice : (slice + rows / TileRows) / (rows / TileRows);
        x.PrefetchStep = (int)(x.PrefetchTile + steps - 1) / steps;
    }
}
