using Likeness.Numerics.Kernels.RegisterTile;

namespace Likeness.Numerics.Kernels.Dense;

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
    /// The block's weights: where they are, if its rows lie one behind the other; else a copy of them, because rows a megabyte apart would drive
    /// each other out of the caches. A copy too where whole panels would be read beyond the kernel's end, behind which there need not be any memory.
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

    /// <summary>The weights, to be asked for during the products of the block before; nothing where their rows lie far apart.</summary>
    public AheadPlan AheadOf(float* weights, int products) =>
        Inputs > 0 && Outputs == shape.Outputs ? new AheadPlan(weights + Offset, (nint)Inputs * Outputs, null, 0, products) : default;

    /// <summary>Has a product ask for its part of every row, one line of it, where rows lie far apart.</summary>
    /// <param name="weights">The kernel.</param>
    /// <param name="number">Which product, from 0.</param>
    /// <param name="products">How many there are; as many as a row has lines ask for all of it.</param>
    /// <param name="x">Receives what to ask for.</param>
    public void AskRows(float* weights, int number, int products, ref TileInput x)
    {
        if (Inputs <= 0 || Outputs <= 0 || Outputs == shape.Outputs) return;
        x.Ahead = weights + Offset + (nint)number * Outputs / products;
        x.AheadStep = shape.Outputs;
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
