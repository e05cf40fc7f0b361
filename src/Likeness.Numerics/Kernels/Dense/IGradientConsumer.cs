namespace Likeness.Numerics.Kernels.Dense;

/// <summary>
/// Takes a gradient piece by piece as it is computed. A layer with a hundred million weights never stores its gradient whole:
/// while a piece is in the cache, the consumer updates the weights with it.
/// </summary>
public unsafe interface IGradientConsumer
{
    /// <summary>
    /// Takes one block. Called from several workers at a time, for blocks that do not overlap, after the last use of the block's
    /// old weights.
    /// </summary>
    /// <param name="offset">Where the block's first number lies in the parameter.</param>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="columns">Columns of the block.</param>
    /// <param name="parameterStride">From a row of the block to the next in the parameter.</param>
    /// <param name="gradient">The block's first number.</param>
    /// <param name="gradientStride">From a row to the next in the gradient.</param>
    void Consume(long offset, int rows, int columns, nint parameterStride, float* gradient, nint gradientStride);
}
