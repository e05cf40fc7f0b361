namespace Likeness.Numerics.Kernels.Convolution;

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
