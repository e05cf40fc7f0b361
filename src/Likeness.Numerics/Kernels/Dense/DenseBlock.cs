using Likeness.Numerics.Kernels.RegisterTile;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.Dense;

/// <summary>One block of a dense kernel, with the copies that make its rows lie close together.</summary>
internal readonly unsafe struct DenseBlock
{
    /// <summary>Keeps rows of a copy from falling onto the same places of the caches.</summary>
    private const int Skew = 16;
    private const int TileRows = 8;

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
    /// Copies the block's weights to <paramref name="scratch"/>: where they are, rows a multiple of some cache lines apart would drive each other out.
    /// </summary>
    /// <returns>From a row of the copy to the next.</returns>
    public nint CopyWeights(float* weights, float* scratch)
    {
        nint stride = Stride(shape.BlockOutputs);
        Copy(weights + Offset, shape.Outputs, Inputs, Outputs, scratch, stride);
        return stride;
    }

    /// <summary>
    /// Has the block's weights asked for while the product of the block before is computed, which takes <paramref name="panels"/> panels.
    /// </summary>
    public void Ahead(float* weights, int panel, int panels, int rows, ref TileInput x)
    {
        if (Inputs <= 0 || Outputs <= 0) return;
        if (Outputs == shape.Outputs)
        {
            // Row behind row: each tile of each panel asks for its share of the whole.
            var tiles = Math.Max(1, rows / TileRows);
            nint share = (Inputs * Outputs + panels * tiles - 1) / (panels * tiles);
            x.Ahead = weights + Offset + panel * tiles * share;
            x.AheadTile = share;
            x.AheadStep = Math.Max(1, share / x.Steps);
            return;
        }

        // Rows far apart: a tile asks for one line of every row.
        x.Ahead = weights + Offset + panel * (Outputs / panels);
        x.AheadStep = shape.Outputs;
        x.AheadTile = Lines.Floats;
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
