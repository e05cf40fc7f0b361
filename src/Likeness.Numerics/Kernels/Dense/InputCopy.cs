namespace Likeness.Numerics.Kernels.Dense;

/// <summary>
/// A worker's copy of the batch's inputs for a run of blocks: in the input itself the items of a batch lie so far apart that every one of
/// them would be a page, and a place in the cache, of its own.
/// </summary>
internal unsafe struct InputCopy(DenseShape shape, int batch, float* input, float* memory)
{
    private const int BlocksPerCopy = 8;

    private int first;
    private int count;

    /// <summary>Floats from an item to the next.</summary>
    public static nint Stride(DenseShape shape) => DenseBlock.Stride(Math.Min(shape.Inputs, BlocksPerCopy * shape.BlockInputs));

    /// <summary>Floats of memory that it takes.</summary>
    public static nint Length(DenseShape shape, int batch) => batch * Stride(shape);

    /// <summary>The inputs of a block; copied with those behind it, if they are not there yet.</summary>
    public float* Of(in DenseBlock block)
    {
        if (block.FirstInput < first || block.FirstInput + block.Inputs > first + count)
        {
            first = block.FirstInput;
            count = Math.Min(BlocksPerCopy * shape.BlockInputs, shape.Inputs - first);
            DenseBlock.Copy(input + first, shape.Inputs, batch, count, memory, Stride(shape));
        }

        return memory + (block.FirstInput - first);
    }
}
