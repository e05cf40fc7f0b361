namespace Likeness.Numerics.Kernels.Convolution;

/// <summary>
/// One regular piece of a convolution or of a transposed one: every output pixel (OutputOrigin + i·OutputStride) sums the
/// source pixels from (SourceOrigin + i·SourceStride) on, Taps of them, each times its own slice of the kernel. A
/// convolution is one phase; a transposed convolution of stride s is s × s phases that write every s-th pixel each, so that
/// nothing is scattered or added twice.
/// </summary>
internal readonly record struct CorrelationPhase(CorrelationAxis Rows, CorrelationAxis Columns)
{
    /// <summary>The phases of a convolution: its source is the input, its destination the output.</summary>
    public static CorrelationPhase[] OfConvolution(ConvolutionShape shape) =>
    [
        new(CorrelationAxis.OfConvolution(shape.OutputHeight, shape.KernelHeight, shape.Stride, shape.PadTop),
            CorrelationAxis.OfConvolution(shape.OutputWidth, shape.KernelWidth, shape.Stride, shape.PadLeft)),
    ];

    /// <summary>The phases of its gradient: the source is the output's side, the destination the input's.</summary>
    public static CorrelationPhase[] OfTransposed(ConvolutionShape shape)
    {
        var rows = CorrelationAxis.OfTransposed(shape.InputHeight, shape.KernelHeight, shape.Stride, shape.PadTop);
        var columns = CorrelationAxis.OfTransposed(shape.InputWidth, shape.KernelWidth, shape.Stride, shape.PadLeft);
        return [.. from row in rows from column in columns select new CorrelationPhase(row, column)];
    }
}
