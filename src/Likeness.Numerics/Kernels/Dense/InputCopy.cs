using Likeness.Numerics.Kernels.RegisterTile;

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

    /// <summary>Has the tiles of a block ask for their part of the inputs that are copied next: all blocks of a run together ask for all of them.</summary>
    /// <param name="block">The block; its inputs are there.</param>
    /// <param name="tile">Which tile.</param>
    /// <param name="tiles">Tiles of the block that ask.</param>
    /// <param name="x">Receives what to ask for; its steps are set.</param>
    public readonly void Ask(in DenseBlock block, int tile, int tiles, ref TileInput x)
    {
        var next = first + count;
        var row = (block.FirstInput - first) / shape.BlockInputs * tiles + tile;
        if (row >= batch || next >= shape.Inputs) return;
        x.Ahead = input + (nint)row * shape.Inputs + next;
        x.AheadStep = (count + x.Steps - 1) / x.Steps;
    }
}
