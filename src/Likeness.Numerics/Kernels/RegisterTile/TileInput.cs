namespace Likeness.Numerics.Kernels.RegisterTile;

/// <summary>
/// What a tile multiplies: Σ over segments s and steps k of a[aOffsets[s] + row·rowStride + k·stepStride] · b[bOffsets[s] + k·bStride + column].
/// The left side is read where it lies, one number a row and step; the right side a vector at a time. All strides in floats.
/// </summary>
internal unsafe struct TileInput
{
    /// <summary>The left side: first row, first step.</summary>
    public float* A;

    /// <summary>From a row of the left side to the next.</summary>
    public nint RowStride;

    /// <summary>From a step of the left side to the next.</summary>
    public nint StepStride;

    /// <summary>The right side: first step, first column. Two vectors are read of every step, so that it is a panel of that width, a copy with <see cref="Memory.AlignedBuffer.Slack"/> behind it, or rows that do not end so near the end of a tensor.</summary>
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
    /// What will be needed after this product: one cache line a step is asked for, from here on, while the arithmetic goes on. Null for nothing.
    /// </summary>
    public float* Ahead;

    /// <summary>From a step's line to the next step's.</summary>
    public nint AheadStep;

    /// <summary>From where a tile of rows begins asking to where the next does.</summary>
    public nint AheadTile;
}
