using Likeness.Numerics.Memory;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>
/// A convolution, or its gradient with respect to the input, which is a transposed convolution: both are sums of shifted
/// pixels times slices of the kernel. Holds the sizes and the rearranged kernel between calls; used by one thread at a time.
/// </summary>
/// <remarks>
/// No im2col: the taps of a kernel row lie side by side in an NHWC picture, so that the register tile reads them where
/// they are, and only columns at the border are copied beside zeros. <see cref="ConvolutionReference"/> has the plain loops.
/// </remarks>
public sealed unsafe class Correlation : IDisposable
{
    private readonly bool transposed;
    private AlignedBuffer? packed;

    private Correlation(ConvolutionShape shape, bool transposed)
    {
        Shape = shape;
        this.transposed = transposed;
        Phases = transposed ? CorrelationPhase.OfTransposed(shape) : CorrelationPhase.OfConvolution(shape);
    }

    /// <summary>The convolution: from (batch, input height, input width, input channels) to (batch, output height, …).</summary>
    public static Correlation Convolution(ConvolutionShape shape) => new(shape, transposed: false);

    /// <summary>The transposed convolution: from the convolution's output side to its input side.</summary>
    public static Correlation Transposed(ConvolutionShape shape) => new(shape, transposed: true);

    /// <summary>The sizes.</summary>
    public ConvolutionShape Shape { get; }

    internal CorrelationPhase[] Phases { get; }

    internal int SourceHeight => transposed ? Shape.OutputHeight : Shape.InputHeight;

    internal int SourceWidth => transposed ? Shape.OutputWidth : Shape.InputWidth;

    internal int SourceChannels => transposed ? Shape.OutputChannels : Shape.InputChannels;

    internal int OutputHeight => transposed ? Shape.InputHeight : Shape.OutputHeight;

    internal int OutputWidth => transposed ? Shape.InputWidth : Shape.OutputWidth;

    internal int OutputChannels => transposed ? Shape.InputChannels : Shape.OutputChannels;

    /// <summary>output = rectify(correlate(source, kernel) + bias) · derivative of the rectifier behind <paramref name="after"/>.</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="source">(batch, source height, width, channels).</param>
    /// <param name="kernel">(height, width, input channels, output channels) of <see cref="Shape"/>, for both directions.</param>
    /// <param name="output">(batch, output height, width, channels).</param>
    /// <param name="after">Bias and rectifiers; nothing by default.</param>
    public void Run(WorkerTeam team, Tensor source, Tensor kernel, Tensor output, in Epilogue after = default)
    {
        var loop = new CorrelationLoop
        {
            Correlation = this,
            Team = team,
            Batch = source.Shape[0],
            Source = source.Pointer,
            Weights = kernel.Pointer,
            Output = output.Pointer,
            After = after,
        };
        SimdPath.Run(ref loop);
    }

    /// <inheritdoc/>
    public void Dispose() => packed?.Dispose();

    internal float* Packed(long floats)
    {
        if (packed is null || packed.Length < floats)
        {
            packed?.Dispose();
            packed = new AlignedBuffer(floats);
        }

        return packed.Pointer;
    }

    /// <summary>Index in the kernel of a source channel and an output channel at a kernel position.</summary>
    internal (int Start, int SourceStep, int OutputStep) KernelSlice(int row, int column)
    {
        var start = (row * Shape.KernelWidth + column) * Shape.InputChannels * Shape.OutputChannels;
        return transposed ? (start, 1, Shape.OutputChannels) : (start, Shape.OutputChannels, 1);
    }
}

/// <summary>What is done to the results of a product before they are written: saves passes over memory.</summary>
public readonly record struct Epilogue
{
    private readonly float? slope;
    private readonly float? gateSlope;

    /// <summary>Added to every pixel: one number per output channel; null for none.</summary>
    public Tensor? Bias { get; init; }

    /// <summary>The rectifier's slope below zero, 0 to 1: 1 (the default) changes nothing, 0 is ReLU, between is LeakyReLU.</summary>
    public float Slope { get => slope ?? 1; init => slope = value; }

    /// <summary>
    /// The outputs of the rectifier whose gradient this result is, in the result's shape, or null: the result is multiplied by its
    /// derivative.
    /// </summary>
    public Tensor? Gate { get; init; }

    /// <summary>The slope of that rectifier, 0 to 1; 1 by default.</summary>
    public float GateSlope { get => gateSlope ?? 1; init => gateSlope = value; }

    /// <summary>
    /// Multiplies every pixel, after the rectifier: one number per output channel; null for none. <see cref="Shift"/> is then added.
    /// </summary>
    public Tensor? Scale { get; init; }

    /// <summary>Added after <see cref="Scale"/>: one number per output channel; null exactly where the other is.</summary>
    public Tensor? Shift { get; init; }
}

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

/// <summary>One direction, rows or columns, of a <see cref="CorrelationPhase"/>.</summary>
/// <param name="Count">Output positions.</param>
/// <param name="OutputOrigin">First output position.</param>
/// <param name="OutputStride">From an output position to the next.</param>
/// <param name="SourceOrigin">Source position of the first tap of the first output position; may lie outside, where zeros are.</param>
/// <param name="SourceStride">How far the source moves from an output position to the next.</param>
/// <param name="Taps">Source positions that an output position sums.</param>
/// <param name="FirstKernel">Position in the kernel of the first tap.</param>
/// <param name="KernelStep">From a tap's position in the kernel to the next one's; may be negative.</param>
internal readonly record struct CorrelationAxis(
    int Count, int OutputOrigin, int OutputStride, int SourceOrigin, int SourceStride, int Taps, int FirstKernel, int KernelStep)
{
    public static CorrelationAxis OfConvolution(int outputs, int kernel, int stride, int pad) =>
        new(outputs, 0, 1, -pad, stride, kernel, 0, 1);

    /// <summary>
    /// Input position o of a convolution meets output q through kernel position a where o + pad = stride·q + a. So the
    /// positions o with the same remainder use the same kernel positions: those with that remainder.
    /// </summary>
    public static IEnumerable<CorrelationAxis> OfTransposed(int inputs, int kernel, int stride, int pad)
    {
        for (var remainder = 0; remainder < stride; remainder++)
        {
            var first = ((remainder - pad) % stride + stride) % stride;
            if (first >= inputs) continue;
            var taps = remainder < kernel ? (kernel - remainder + stride - 1) / stride : 0;
            var firstOutput = (first + pad - remainder) / stride;
            yield return new CorrelationAxis(
                Count: (inputs - first + stride - 1) / stride,
                OutputOrigin: first,
                OutputStride: stride,
                SourceOrigin: firstOutput - taps + 1,
                SourceStride: 1,
                Taps: taps,
                FirstKernel: remainder + stride * (taps - 1),
                KernelStep: -stride);
        }
    }

    /// <summary>The output positions [start, end) whose taps all lie inside a source of the given size.</summary>
    public (int Start, int End) Inside(int sourceSize)
    {
        var start = Math.Min(Count, Math.Max(0, (-SourceOrigin + SourceStride - 1) / SourceStride));
        var room = sourceSize - Taps - SourceOrigin;
        var end = room < 0 ? start : Math.Clamp(room / SourceStride + 1, start, Count);
        return (start, end);
    }
}
