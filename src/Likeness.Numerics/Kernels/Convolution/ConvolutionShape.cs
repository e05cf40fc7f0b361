namespace Likeness.Numerics.Kernels.Convolution;

/// <summary>
/// All sizes of a two-dimensional convolution with 'same' padding, computed here and nowhere else. The kernel's layout is
/// (height, width, input channels, output channels). A transposed convolution is described by the convolution whose
/// gradient it is: its own output is that one's input.
/// </summary>
public sealed record ConvolutionShape
{
    private ConvolutionShape() { }

    /// <summary>Height of the input, in pixels.</summary>
    public required int InputHeight { get; init; }

    /// <summary>Width of the input, in pixels.</summary>
    public required int InputWidth { get; init; }

    /// <summary>Channels of the input.</summary>
    public required int InputChannels { get; init; }

    /// <summary>Channels of the output.</summary>
    public required int OutputChannels { get; init; }

    /// <summary>Height of the kernel.</summary>
    public required int KernelHeight { get; init; }

    /// <summary>Width of the kernel.</summary>
    public required int KernelWidth { get; init; }

    /// <summary>Input pixels from one output pixel to the next, in both directions.</summary>
    public required int Stride { get; init; }

    /// <summary>Height of the output: the input's divided by the stride, rounded up.</summary>
    public int OutputHeight => Divide(InputHeight, Stride);

    /// <summary>Width of the output: the input's divided by the stride, rounded up.</summary>
    public int OutputWidth => Divide(InputWidth, Stride);

    /// <summary>Rows of zeros above the input; where the padding is odd, the larger half is below, as in Keras.</summary>
    public int PadTop => Padding(InputHeight, OutputHeight, KernelHeight) / 2;

    /// <summary>Columns of zeros left of the input; where the padding is odd, the larger half is at the right, as in Keras.</summary>
    public int PadLeft => Padding(InputWidth, OutputWidth, KernelWidth) / 2;

    /// <summary>Rows of zeros below the input.</summary>
    public int PadBottom => Padding(InputHeight, OutputHeight, KernelHeight) - PadTop;

    /// <summary>Columns of zeros right of the input.</summary>
    public int PadRight => Padding(InputWidth, OutputWidth, KernelWidth) - PadLeft;

    /// <summary>Numbers in the kernel.</summary>
    public int KernelCount => checked(KernelHeight * KernelWidth * InputChannels * OutputChannels);

    /// <summary>Multiplications and additions of one pass over one picture.</summary>
    public long Operations => 2L * KernelCount * OutputHeight * OutputWidth;

    /// <summary>A convolution of a picture (height, width, channels) with 'same' padding.</summary>
    public static ConvolutionShape Same(int height, int width, int channels, int filters, int kernelHeight, int kernelWidth, int stride)
    {
        foreach (var size in (ReadOnlySpan<int>)[height, width, channels, filters, kernelHeight, kernelWidth, stride])
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new ConvolutionShape
        {
            InputHeight = height,
            InputWidth = width,
            InputChannels = channels,
            OutputChannels = filters,
            KernelHeight = kernelHeight,
            KernelWidth = kernelWidth,
            Stride = stride,
        };
    }

    /// <summary>
    /// The transposed convolution that makes a picture (height·stride, width·stride, filters) from one of (height, width, channels).
    /// </summary>
    public static ConvolutionShape SameTransposed(int height, int width, int channels, int filters, int kernelHeight, int kernelWidth, int stride) =>
        Same(checked(height * stride), checked(width * stride), filters, channels, kernelHeight, kernelWidth, stride);

    private int Padding(int input, int output, int kernel) => Math.Max((output - 1) * Stride + kernel - input, 0);

    private static int Divide(int a, int b) => (a + b - 1) / b;
}
