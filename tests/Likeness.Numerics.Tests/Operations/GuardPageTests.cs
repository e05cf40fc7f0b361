using System.Runtime.InteropServices;
using Likeness.Numerics.Memory;
using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing;
using Likeness.Testing.Numbers;

namespace Likeness.Numerics.Tests.Operations;

/// <summary>
/// Every kernel over tensors that end right before a forbidden page, and over tensors that begin right behind one: a read or write beyond them ends the run. Sizes are
/// those around every vector width, whose last panels and vectors are not full.
/// </summary>
public sealed unsafe class GuardPageTests : IDisposable
{
    private static readonly int[] Lengths = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 40, 47, 63, 65];

    private readonly WorkerTeam team = new(2);

    public static TheoryData<GuardSide> Sides => [GuardSide.Before, GuardSide.Behind];

    public void Dispose() => team.Dispose();

    [Theory]
    [MemberData(nameof(Sides))]
    public void Dense(GuardSide side)
    {
        foreach (var outputs in (int[])[.. Lengths, 255, 256, 257, 300])
        foreach (var (batch, inputs) in new[] { (1, 9), (2, 40), (5, 1), (5, 130), (9, 611) })
        {
            using var x = Tensor(side, batch, inputs);
            using var w = Tensor(side, inputs, outputs);
            using var bias = Tensor(side, outputs);
            using var y = Output(side, batch, outputs);
            using var dx = Output(side, batch, inputs);
            using var dw = Output(side, inputs, outputs);
            using var product = new DenseProduct(new DenseShape(inputs, outputs));
            product.Forward(team, x, w, bias, y.Tensor, sumSquares: true);
            product.Forward(team, x, w, bias, y.Tensor);
            Close.Check(DenseReference.Forward(batch, inputs, outputs, x.Span, w.Span, bias.Span), y.Span);
            product.Backward(team, x, w, y.Tensor, dx.Tensor, new Descent(w), gateSlope: 0.3f);
            y.CheckGuard();
            dx.CheckGuard();
        }
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public void Convolution(GuardSide side)
    {
        foreach (var (height, width, channels, filters, kernel, stride) in new[]
        {
            (1, 1, 1, 1, 1, 1), (5, 7, 3, 5, 3, 1), (6, 5, 3, 17, 3, 2), (4, 9, 1, 33, 5, 2), (7, 4, 16, 3, 3, 1), (5, 6, 32, 1, 3, 1), (8, 8, 9, 40, 2, 2), (3, 11, 33, 8, 4, 3),
        })
        {
            var shape = ConvolutionShape.Same(height, width, channels, filters, kernel, kernel, stride);
            using var input = Tensor(side, 2, height, width, channels);
            using var weights = Tensor(side, kernel, kernel, channels, filters);
            using var bias = Tensor(side, filters);
            using var output = Output(side, 2, shape.OutputHeight, shape.OutputWidth, filters);
            using var back = Output(side, 2, height, width, channels);
            using var gradient = Output(side, kernel, kernel, channels, filters);
            using var sums = Output(side, filters);
            using var forward = Correlation.Convolution(shape);
            using var transposed = Correlation.Transposed(shape);
            using var kernelGradient = new KernelGradient(shape);
            forward.Run(team, input, weights, output.Tensor, new Epilogue { Bias = bias, Slope = 0.2f });
            transposed.Run(team, output.Tensor, weights, back.Tensor, new Epilogue { Gate = input, GateSlope = 0.2f });
            kernelGradient.Run(team, input, output.Tensor, gradient.Tensor, sums.Tensor);
            Close.Check(ConvolutionReference.KernelGradient(shape, 2, input.Span, output.Span), gradient.Span);
            output.CheckGuard();
            back.CheckGuard();
            gradient.CheckGuard();
            sums.CheckGuard();
        }
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public void Everything_that_goes_number_by_number(GuardSide side)
    {
        foreach (var length in (int[])[.. Lengths, 4095, 4097])
        {
            using var x = Tensor(side, 3, length);
            using var other = Tensor(side, 3, length);
            using var y = Output(side, 3, length);
            using var dx = Output(side, 3, length);
            using var sums = Output(side, length);
            Rectifier.Forward(team, x, 0.1f, y.Tensor);
            Rectifier.Backward(team, y.Tensor, 0.1f, other, dx.Tensor);
            Sigmoid.Forward(team, x, y.Tensor);
            Sigmoid.Backward(team, y.Tensor, other, dx.Tensor);
            L2Normalization.Forward(team, x, y.Tensor);
            L2Normalization.Backward(team, x, y.Tensor, other, dx.Tensor);
            new MeanSquaredError().Run(team, x, other, dx.Tensor);
            ColumnSums.Run(team, x, sums.Tensor);
            AdamUpdate.Run(3 * length, other.Pointer, dx.Tensor.Pointer, y.Tensor.Pointer, x.Pointer, new AdamStep(0.1f, 0.9, 0.999, 1e-7f, 0));
            y.CheckGuard();
            dx.CheckGuard();
            sums.CheckGuard();
        }
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public void What_goes_channel_by_channel(GuardSide side)
    {
        foreach (var channels in Lengths)
        {
            using var x = Tensor(side, 2, 3, 2, channels);
            using var gamma = Tensor(side, channels);
            using var beta = Tensor(side, channels);
            using var y = Output(side, 2, 3, 2, channels);
            using var dx = Output(side, 2, 3, 2, channels);
            using var dGamma = Output(side, channels);
            using var dBeta = Output(side, channels);
            using var large = Output(side, 2, 6, 4, channels);
            using var normalization = new BatchNormalization(channels);
            normalization.ForwardTraining(team, x, gamma, beta, 1e-3f, y.Tensor);
            normalization.Backward(team, x, gamma, y.Tensor, dx.Tensor, dGamma.Tensor, dBeta.Tensor, 0.5f);
            NearestUpSampling.Forward(team, x, 2, large.Tensor);
            NearestUpSampling.Backward(team, large.Tensor, 2, dx.Tensor);
            foreach (var guarded in (GuardedTensor[])[y, dx, dGamma, dBeta, large]) guarded.CheckGuard();
        }
    }

    [Fact]
    public void A_mapped_file_that_ends_with_the_weights()
    {
        if (!GuardPages.Supported) return;
        // As many weights as fill whole pages, in rows whose last panel is not full: what a model's largest layer may be.
        var page = Environment.SystemPageSize;
        foreach (var (batch, outputs) in new[] { (1, 40), (2, 40), (5, 40), (32, 40), (9, 250), (5, 3) })
        {
            var inputs = page;
            using var folder = new TemporaryFolder();
            var numbers = RandomNumbers.Array((long)inputs * outputs, 3);
            File.WriteAllBytes(folder["weights"], MemoryMarshal.AsBytes(numbers.AsSpan()));
            using var file = GuardPages.Of(folder["weights"]);
            using var w = new Tensor(new Shape(inputs, outputs), new AlignedBuffer(file, (float*)file.Start, numbers.Length), owned: true);
            using var x = Tensor(GuardSide.Behind, batch, inputs);
            using var bias = Tensor(GuardSide.Behind, outputs);
            using var y = Output(GuardSide.Behind, batch, outputs);
            using var product = new DenseProduct(new DenseShape(inputs, outputs));
            product.Forward(team, x, w, bias, y.Tensor);
            Close.Check(DenseReference.Forward(batch, inputs, outputs, x.Span, numbers, bias.Span), y.Span);
        }
    }

    private static Tensor Tensor(GuardSide side, params ReadOnlySpan<int> axes) => RandomNumbers.Tensor(new Shape(axes), axes.Length, side: side);

    private static GuardedTensor Output(GuardSide side, params ReadOnlySpan<int> axes) => GuardedTensor.ForOutput(new Shape(axes), side);

    /// <summary>Changes the weights as an optimizer does.</summary>
    private sealed class Descent(Tensor weights) : IGradientConsumer
    {
        public void Consume(long offset, int rows, int columns, nint parameterStride, float* gradient, nint gradientStride)
        {
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++) weights.Pointer[offset + row * parameterStride + column] -= gradient[row * gradientStride + column];
            }
        }
    }
}
