namespace Likeness.Numerics.Kernels.Dense;

/// <summary>A dense layer and its gradients as plain loops, summed in float64: what <see cref="DenseProduct"/> is tested against.</summary>
public static class DenseReference
{
    /// <summary>output[b, o] = Σ input[b, i] · kernel[i, o] + bias[o].</summary>
    public static double[] Forward(int batch, int inputs, int outputs, ReadOnlySpan<float> input, ReadOnlySpan<float> kernel, ReadOnlySpan<float> bias)
    {
        var output = new double[batch * outputs];
        for (var b = 0; b < batch; b++)
        for (var o = 0; o < outputs; o++)
        {
            double sum = bias[o];
            for (var i = 0; i < inputs; i++) sum += (double)input[b * inputs + i] * kernel[i * outputs + o];
            output[b * outputs + o] = sum;
        }

        return output;
    }

    /// <summary>The gradient with respect to the input.</summary>
    public static double[] InputGradient(int batch, int inputs, int outputs, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> kernel)
    {
        var gradient = new double[batch * inputs];
        for (var b = 0; b < batch; b++)
        for (var i = 0; i < inputs; i++)
        for (var o = 0; o < outputs; o++)
            gradient[b * inputs + i] += (double)outputGradient[b * outputs + o] * kernel[i * outputs + o];
        return gradient;
    }

    /// <summary>The gradient with respect to the kernel.</summary>
    public static double[] KernelGradient(int batch, int inputs, int outputs, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient)
    {
        var gradient = new double[inputs * outputs];
        for (var b = 0; b < batch; b++)
        for (var i = 0; i < inputs; i++)
        for (var o = 0; o < outputs; o++)
            gradient[i * outputs + o] += (double)input[b * inputs + i] * outputGradient[b * outputs + o];
        return gradient;
    }
}
