namespace Likeness.Numerics.Operations;

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
    public static ConvolutionShape SameTransposed(
        int height, int width, int channels, int filters, int kernelHeight, int kernelWidth, int stride) =>
        Same(checked(height * stride), checked(width * stride), filters, channels, kernelHeight, kernelWidth, stride);

    private int Padding(int input, int output, int kernel) => Math.Max((output - 1) * Stride + kernel - input, 0);

    private static int Divide(int a, int b) => (a + b - 1) / b;
}

/// <summary>
/// Convolution and its gradients as plain loops, summed in float64: the definition that <see cref="Correlation"/> and
/// <see cref="KernelGradient"/> are tested against. All arrays NHWC, the kernel (height, width, input channels, output channels).
/// </summary>
public static class ConvolutionReference
{
    /// <summary>output[n, y, x, o] = Σ input[n, y·stride + a − top, x·stride + b − left, i] · kernel[a, b, i, o].</summary>
    public static double[] Forward(ConvolutionShape shape, int batch, ReadOnlySpan<float> input, ReadOnlySpan<float> kernel)
    {
        var output = new double[batch * shape.OutputHeight * shape.OutputWidth * shape.OutputChannels];
        foreach (var (i, k, o) in Terms(shape, batch)) output[o] += (double)input[i] * kernel[k];
        return output;
    }

    /// <summary>The gradient with respect to the input; as an operation of its own, the transposed convolution.</summary>
    public static double[] InputGradient(ConvolutionShape shape, int batch, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> kernel)
    {
        var input = new double[batch * shape.InputHeight * shape.InputWidth * shape.InputChannels];
        foreach (var (i, k, o) in Terms(shape, batch)) input[i] += (double)outputGradient[o] * kernel[k];
        return input;
    }

    /// <summary>The gradient with respect to the kernel.</summary>
    public static double[] KernelGradient(ConvolutionShape shape, int batch, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient)
    {
        var kernel = new double[shape.KernelCount];
        foreach (var (i, k, o) in Terms(shape, batch)) kernel[k] += (double)input[i] * outputGradient[o];
        return kernel;
    }

    /// <summary>Every product of the sum, as the indices of its input, kernel and output numbers.</summary>
    private static IEnumerable<(int Input, int Kernel, int Output)> Terms(ConvolutionShape s, int batch)
    {
        for (var n = 0; n < batch; n++)
        for (var y = 0; y < s.OutputHeight; y++)
        for (var x = 0; x < s.OutputWidth; x++)
        for (var a = 0; a < s.KernelHeight; a++)
        for (var b = 0; b < s.KernelWidth; b++)
        {
            var row = y * s.Stride + a - s.PadTop;
            var column = x * s.Stride + b - s.PadLeft;
            if (row < 0 || row >= s.InputHeight || column < 0 || column >= s.InputWidth) continue;
            for (var i = 0; i < s.InputChannels; i++)
            for (var o = 0; o < s.OutputChannels; o++)
            {
                yield return (
                    ((n * s.InputHeight + row) * s.InputWidth + column) * s.InputChannels + i,
                    ((a * s.KernelWidth + b) * s.InputChannels + i) * s.OutputChannels + o,
                    ((n * s.OutputHeight + y) * s.OutputWidth + x) * s.OutputChannels + o);
            }
        }
    }
}

/// <summary>How a <see cref="Correlation"/> can be computed.</summary>
internal enum CorrelationVariant
{
    /// <summary>Lanes over the source's channels: <see cref="FewOutputsLoop"/>.</summary>
    FewOutputs,

    /// <summary>Lanes over the output's channels: <see cref="CorrelationLoop"/>.</summary>
    Tiles,
}

/// <summary>How a <see cref="KernelGradient"/> can be computed.</summary>
internal enum KernelGradientVariant
{
    /// <summary>All positions of a kernel row in one product.</summary>
    KernelRows,

    /// <summary>A product for every position.</summary>
    KernelPositions,
}

/// <summary>
/// Which variant of a convolution is taken, the best one that fits first. This is the only place that chooses; what it chooses among is the
/// same on every machine but for the vector width, which <see cref="Simd.SimdPath"/> has chosen before.
/// </summary>
internal static class ConvolutionVariants
{
    /// <summary>Outputs of this many bytes and more are written past the caches.</summary>
    private const long LargestCached = 16 << 20;

    /// <summary>With fewer channels than this a product for each kernel position would leave most rows of a tile idle.</summary>
    private const int FewChannels = 8;

    /// <summary>For a convolution or a transposed one.</summary>
    /// <param name="c">Its sizes.</param>
    /// <param name="after">What is done to the results.</param>
    /// <param name="width">Numbers in a vector.</param>
    public static CorrelationVariant Of(Correlation c, in Epilogue after, int width)
    {
        // 1. The last layer of an autoencoder, to three colours or one grey: over the outputs three lanes of sixteen would work. It is
        // written for whole vectors of source channels, for one phase, and for a bias and a rectifier only.
        var fewOutputs = c.OutputChannels is FewOutputsLoop.Colours or FewOutputsLoop.Grey && width > 1;
        if (fewOutputs && c.SourceChannels % width == 0 && c.Phases.Length == 1 && after.Gate is null && after.Scale is null)
            return CorrelationVariant.FewOutputs;

        // 2. Everything else: the register tile reads the taps where they lie in the picture.
        return CorrelationVariant.Tiles;
    }

    /// <summary>
    /// Whether tiles are written past the caches: what no cache will hold need not be read before it is written. Rows have to begin at
    /// whole vectors.
    /// </summary>
    public static bool Streams(Correlation c, int batch, int tileColumns) =>
        (long)batch * c.OutputHeight * c.OutputWidth * c.OutputChannels * sizeof(float) >= LargestCached
        && c.OutputChannels % tileColumns == 0;

    /// <summary>For the gradient with respect to the kernel.</summary>
    public static KernelGradientVariant Of(ConvolutionShape shape)
    {
        // 1. Few input channels, as the first layer has: the taps of a kernel row lie side by side in the picture and are multiplied as if
        // they were the channels of one pixel, so that a tile has rows enough. Panels of the other side are used too seldom for a copy to
        // pay.
        if (shape.InputChannels < FewChannels) return KernelGradientVariant.KernelRows;

        // 2. Many: every kernel position has a product of its own, over pixels that are copied a little apart.
        return KernelGradientVariant.KernelPositions;
    }
}
