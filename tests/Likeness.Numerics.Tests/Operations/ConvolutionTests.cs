using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Numbers;

namespace Likeness.Numerics.Tests.Operations;

public sealed class ConvolutionTests : IDisposable
{
    private readonly WorkerTeam team = new(2);

    /// <summary>Height, width, channels, filters, kernel height, kernel width, stride: none square, sizes that tiles do not divide.</summary>
    public static TheoryData<int, int, int, int, int, int, int> Shapes => new()
    {
        { 6, 4, 3, 32, 3, 3, 2 },
        { 24, 16, 3, 4, 3, 3, 2 },
        { 13, 35, 5, 7, 3, 3, 2 },
        { 9, 40, 16, 40, 3, 3, 1 },
        { 40, 9, 32, 3, 3, 3, 1 },
        { 11, 21, 3, 32, 3, 3, 1 },
        { 7, 30, 8, 33, 5, 3, 2 },
        { 10, 12, 9, 17, 2, 4, 3 },
        { 5, 6, 4, 6, 1, 1, 2 },
        { 1, 1, 3, 5, 3, 3, 2 },
        { 2, 1, 16, 3, 3, 3, 1 },
        { 64, 34, 12, 64, 3, 3, 2 },
        { 8, 8, 2, 2, 7, 7, 2 },
        { 5, 23, 16, 3, 3, 3, 1 },
        { 9, 7, 48, 3, 5, 5, 2 },
        { 12, 3, 32, 3, 1, 1, 1 },
        { 3, 130, 3, 32, 3, 3, 2 },
        { 2, 2, 7, 31, 5, 5, 3 },
        { 40, 9, 32, 1, 3, 3, 1 },
        { 9, 7, 48, 1, 5, 5, 2 },
        { 11, 21, 1, 32, 3, 3, 1 },
        { 24, 17, 1, 32, 3, 3, 2 },
    };

    public void Dispose() => team.Dispose();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_equals_the_plain_loops(int height, int width, int channels, int filters, int kernelHeight, int kernelWidth, int stride)
    {
        var shape = ConvolutionShape.Same(height, width, channels, filters, kernelHeight, kernelWidth, stride);
        var (input, kernel, bias) = (Input(shape), Kernel(shape), RandomNumbers.Tensor(new Shape(filters), 3));
        var (scale, shift) = (RandomNumbers.Tensor(new Shape(filters), 4), RandomNumbers.Tensor(new Shape(filters), 5));
        using var output = GuardedTensor.ForOutput(new Shape(Batch, shape.OutputHeight, shape.OutputWidth, filters));
        using var correlation = Correlation.Convolution(shape);

        correlation.Run(team, input, kernel, output.Tensor, new Epilogue { Bias = bias, Slope = 0.3f });

        var expected = ConvolutionReference.Forward(shape, Batch, input.Span, kernel.Span);
        for (var i = 0; i < expected.Length; i++)
        {
            expected[i] += bias.Span[i % filters];
            if (expected[i] < 0) expected[i] *= 0.3f;
        }

        Close.Check(expected, output.Span);
        output.CheckGuard();

        correlation.Run(team, input, kernel, output.Tensor, new Epilogue { Bias = bias, Slope = 0.3f, Scale = scale, Shift = shift });

        for (var i = 0; i < expected.Length; i++) expected[i] = expected[i] * scale.Span[i % filters] + shift.Span[i % filters];
        Close.Check(expected, output.Span);
        output.CheckGuard();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Transposed_equals_the_plain_loops(int height, int width, int channels, int filters, int kernelHeight, int kernelWidth, int stride)
    {
        var shape = ConvolutionShape.Same(height, width, channels, filters, kernelHeight, kernelWidth, stride);
        var (source, kernel, gate) = (Output(shape), Kernel(shape), Input(shape));
        using var output = GuardedTensor.ForOutput(gate.Shape);
        using var correlation = Correlation.Transposed(shape);

        correlation.Run(team, source, kernel, output.Tensor, new Epilogue { Gate = gate, GateSlope = 0.25f });

        var expected = ConvolutionReference.InputGradient(shape, Batch, source.Span, kernel.Span);
        for (var i = 0; i < expected.Length; i++)
        {
            if (!(gate.Span[i] > 0)) expected[i] *= 0.25;
        }

        Close.Check(expected, output.Span);
        output.CheckGuard();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Kernel_gradient_equals_the_plain_loops(int height, int width, int channels, int filters, int kernelHeight, int kernelWidth, int stride)
    {
        var shape = ConvolutionShape.Same(height, width, channels, filters, kernelHeight, kernelWidth, stride);
        var (input, output) = (Input(shape), Output(shape));
        using var gradient = GuardedTensor.ForOutput(new Shape(kernelHeight, kernelWidth, channels, filters));
        using var outputSums = GuardedTensor.ForOutput(new Shape(filters));
        using var inputSums = GuardedTensor.ForOutput(new Shape(channels));
        using var kernelGradient = new KernelGradient(shape);

        kernelGradient.Run(team, input, output, gradient.Tensor, outputSums.Tensor);
        Close.Check(ConvolutionReference.KernelGradient(shape, Batch, input.Span, output.Span), gradient.Span);
        Close.Check(Sums(output.Span, filters), outputSums.Span);

        kernelGradient.Run(team, input, output, gradient.Tensor, inputSums.Tensor, sumsOfInput: true);
        Close.Check(Sums(input.Span, channels), inputSums.Span);
        foreach (var result in new[] { gradient, outputSums, inputSums }) result.CheckGuard();
    }

    /// <summary>Outputs larger than the caches are written past them: the same numbers, to the last pixel, and nothing behind it.</summary>
    [Fact]
    public void A_large_output_equals_the_plain_loops()
    {
        var shape = ConvolutionShape.Same(256, 258, 32, 2, 2, 2, 2);
        var (source, kernel) = (Output(shape), Kernel(shape));
        using var output = GuardedTensor.ForOutput(new Shape(Batch, shape.InputHeight, shape.InputWidth, shape.InputChannels));
        using var correlation = Correlation.Transposed(shape);

        correlation.Run(team, source, kernel, output.Tensor, new Epilogue { Slope = 0.3f });

        var expected = ConvolutionReference.InputGradient(shape, Batch, source.Span, kernel.Span);
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i] < 0) expected[i] *= 0.3f;
        }

        Close.Check(expected, output.Span);
        output.CheckGuard();
    }

    private const int Batch = 3;

    private static Tensor Input(ConvolutionShape s) => RandomNumbers.Tensor(new Shape(Batch, s.InputHeight, s.InputWidth, s.InputChannels), 1);

    private static Tensor Output(ConvolutionShape s) => RandomNumbers.Tensor(new Shape(Batch, s.OutputHeight, s.OutputWidth, s.OutputChannels), 2);

    private static Tensor Kernel(ConvolutionShape s) => RandomNumbers.Tensor(new Shape(s.KernelHeight, s.KernelWidth, s.InputChannels, s.OutputChannels), 4);

    private static double[] Sums(ReadOnlySpan<float> values, int channels)
    {
        var sums = new double[channels];
        for (var i = 0; i < values.Length; i++) sums[i % channels] += values[i];
        return sums;
    }
}
