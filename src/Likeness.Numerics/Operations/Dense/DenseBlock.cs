namespace Likeness.Numerics.Operations;

/// <summary>One block of a dense kernel, with the copies that make its rows lie close together.</summary>
internal readonly unsafe struct DenseBlock
{
    /// <summary>Keeps rows of a copy from falling onto the same places of the caches.</summary>
    private const int Skew = 16;

    private readonly DenseShape shape;

    public DenseBlock(DenseShape shape, int inputBlock, int outputBlock)
    {
        this.shape = shape;
        FirstInput = inputBlock * shape.BlockInputs;
        Inputs = Math.Min(shape.BlockInputs, shape.Inputs - FirstInput);
        FirstOutput = outputBlock * shape.BlockOutputs;
        Outputs = Math.Min(shape.BlockOutputs, shape.Outputs - FirstOutput);
    }

    public int FirstInput { get; }

    public int Inputs { get; }

    public int FirstOutput { get; }

    public int Outputs { get; }

    /// <summary>Where the block begins in the kernel.</summary>
    public long Offset => (long)FirstInput * shape.Outputs + FirstOutput;

    /// <summary>Floats from a row to the next in copies of <paramref name="columns"/> columns.</summary>
    public static int Stride(int columns) => columns + Skew;

    /// <summary>
    /// The block's weights: where they are, if its rows lie one behind the other; else a copy of them, because rows a megabyte apart would
    /// drive each other out of the caches. A copy too where whole panels would be read beyond the kernel's end, behind which there need not
    /// be any memory.
    /// </summary>
    /// <param name="weights">The kernel.</param>
    /// <param name="panel">Columns that are read together, whether there are as many or not.</param>
    /// <param name="block">The memory for a copy; receives where the weights are to be read.</param>
    /// <returns>From a row to the next.</returns>
    public nint WeightsOrCopy(float* weights, int panel, ref float* block)
    {
        var lastRow = Offset + (Inputs - 1L) * shape.Outputs;
        var read = (Outputs + panel - 1) / panel * panel;
        if (Outputs == shape.Outputs && lastRow + read <= (long)shape.Inputs * shape.Outputs)
        {
            block = weights + Offset;
            return shape.Outputs;
        }

        nint stride = Stride(shape.BlockOutputs);
        Copy(weights + Offset, shape.Outputs, Inputs, Outputs, block, stride);
        return stride;
    }

    /// <summary>Prefetches the weights during the products of the block before; nothing where their rows lie far apart.</summary>
    public PrefetchPlan PrefetchOf(float* weights, int products) =>
        Inputs > 0 && Outputs == shape.Outputs ? new PrefetchPlan(weights + Offset, (nint)Inputs * Outputs, null, 0, products) : default;

    /// <summary>Has a product prefetch its part of every row, one line of it, where rows lie far apart.</summary>
    /// <param name="weights">The kernel.</param>
    /// <param name="number">Which product, from 0.</param>
    /// <param name="products">How many there are; as many as a row has lines prefetch all of it.</param>
    /// <param name="x">Receives what to prefetch.</param>
    public void PrefetchRows(float* weights, int number, int products, ref TileInput x)
    {
        if (Inputs <= 0 || Outputs <= 0 || Outputs == shape.Outputs) return;
        x.Prefetch = weights + Offset + (nint)number * Outputs / products;
        x.PrefetchStep = shape.Outputs;
    }

    /// <summary>Copies a matrix row by row.</summary>
    public static void Copy(float* from, nint fromStride, int rows, int columns, float* to, nint toStride)
    {
        for (var row = 0; row < rows; row++)
            new ReadOnlySpan<float>(from + row * fromStride, columns).CopyTo(new Span<float>(to + row * toStride, columns));
    }

    /// <summary>to[column, row] = from[row, column], the rows filled up with zeros to <paramref name="toStride"/>.</summary>
    public static void Transpose(float* from, nint fromStride, int rows, int columns, float* to, int toStride)
    {
        for (var column = 0; column < columns; column++)
        {
            var target = to + (nint)column * toStride;
            for (var row = 0; row < rows; row++) target[row] = from[row * fromStride + column];
            for (var row = rows; row < toStride; row++) target[row] = 0;
        }
    }
}

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

    /// <summary>
    /// Has the tiles of a block prefetch their part of the inputs that are copied next; all blocks of a run together prefetch all of them.
    /// </summary>
    /// <param name="block">The block; its inputs are there.</param>
    /// <param name="tile">Which tile.</param>
    /// <param name="tiles">Tiles of the block that prefetch.</param>
    /// <param name="x">Receives what to prefetch; its steps are set.</param>
    public readonly void Prefetch(in DenseBlock block, int tile, int tiles, ref TileInput x)
    {
        var next = first + count;
        var row = (block.FirstInput - first) / shape.BlockInputs * tiles + tile;
        if (row >= batch || next >= shape.Inputs) return;
        x.Prefetch = input + (nint)row * shape.Inputs + next;
        x.PrefetchStep = (count + x.Steps - 1) / x.Steps;
    }
}
