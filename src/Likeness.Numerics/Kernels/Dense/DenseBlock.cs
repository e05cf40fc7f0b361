using Likeness.Numerics.Simd;

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

    /// <summary>The block's weights: where they are, or a copy of them in <paramref name="scratch"/>.</summary>
    public float* Weights(float* weights, float* scratch, out nint stride)
    {
        stride = shape.Outputs;
        if (!shape.CopyBlocks) return weights + Offset;
        stride = Stride(shape.BlockOutputs);
        Copy(weights + Offset, shape.Outputs, Inputs, Outputs, scratch, stride);
        return scratch;
    }

    /// <summary>Asks for a part of the block's weights ahead of their use: rows far apart are not what processors foresee.</summary>
    public void Prefetch(float* weights, int part, int parts)
    {
        var end = (int)((long)Inputs * (part + 1) / parts);
        for (var row = (int)((long)Inputs * part / parts); row < end; row++)
        {
            var from = weights + Offset + (long)row * shape.Outputs;
            for (var column = 0; column < Outputs; column += Lines.Floats) Lines.Prefetch(from + column);
        }
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
