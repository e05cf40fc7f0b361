using Likeness.Numerics.Memory;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.Convolution;

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
        var kernelWork = new CorrelationKernel
        {
            Correlation = this,
            Team = team,
            Batch = source.Shape[0],
            Source = source.Pointer,
            Weights = kernel.Pointer,
            Output = output.Pointer,
            After = after,
        };
        SimdPath.Run(ref kernelWork);
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
