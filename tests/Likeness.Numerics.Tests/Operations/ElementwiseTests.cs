using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;
using Likeness.Testing.Numbers;

namespace Likeness.Numerics.Tests.Operations;

public sealed class ElementwiseTests : IDisposable
{
    private readonly WorkerTeam team = new(2);

    /// <summary>Lengths around those of vectors and of the pieces that workers take.</summary>
    public static TheoryData<int> Lengths => [1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 4095, 4096, 4097, 8191, 40_000];

    public void Dispose() => team.Dispose();

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Rectifier_forward_and_backward(int length)
    {
        foreach (var slope in new[] { 0f, 0.3f })
        {
            using var x = RandomNumbers.Tensor(new Shape(length), 1);
            x.Span[0] = 0;
            using var dy = RandomNumbers.Tensor(new Shape(length), 2);
            using var y = GuardedTensor.ForOutput(x.Shape);
            using var dx = GuardedTensor.ForOutput(x.Shape);

            Rectifier.Forward(team, x, slope, y.Tensor);
            Rectifier.Backward(team, y.Tensor, slope, dy, dx.Tensor);

            Close.Check(PlainLayers.LeakyReLU(Close.ToDouble(x.Span), slope), y.Span, 1e-7);
            Close.Check([.. x.Span.ToArray().Zip(dy.Span.ToArray(), (a, b) => a > 0 ? b : (double)b * slope)], dx.Span, 1e-7);
            y.CheckGuard();
            dx.CheckGuard();

            Rectifier.Backward(team, y.Tensor, slope, dy, dy);
            Close.SameBits(dx.Span, dy.Span, "the gradient in place");
            Rectifier.Forward(team, x, slope, x);
            Close.SameBits(y.Span, x.Span, "the output in place");
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sigmoid_forward_and_backward(int length)
    {
        using var x = RandomNumbers.Tensor(new Shape(length), 1, -12, 12);
        using var dy = RandomNumbers.Tensor(new Shape(length), 2);
        using var y = GuardedTensor.ForOutput(x.Shape);
        using var dx = GuardedTensor.ForOutput(x.Shape);

        Sigmoid.Forward(team, x, y.Tensor);
        Sigmoid.Backward(team, y.Tensor, dy, dx.Tensor);

        Close.Check(PlainLayers.Sigmoid(Close.ToDouble(x.Span)), y.Span, 1e-6);
        Close.Check([.. y.Span.ToArray().Zip(dy.Span.ToArray(), (a, b) => (1.0 - a) * a * b)], dx.Span, 1e-6);
        y.CheckGuard();
        dx.CheckGuard();

        Sigmoid.Backward(team, y.Tensor, dy, dy);
        Close.SameBits(dx.Span, dy.Span, "the gradient in place");
        Sigmoid.Forward(team, x, x);
        Close.SameBits(y.Span, x.Span, "the output in place");
    }

    [Fact]
    public void Sigmoid_of_very_large_numbers_is_0_or_1()
    {
        using var x = Tensor.From(new Shape(4), [-1e4f, float.NegativeInfinity, 1e4f, float.PositiveInfinity]);
        Sigmoid.Forward(team, x, x);
        Assert.Equal([0f, 0f, 1f, 1f], x.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Mean_squared_error_and_its_gradient(int length)
    {
        using var y = RandomNumbers.Tensor(new Shape(length), 1);
        using var target = RandomNumbers.Tensor(new Shape(length), 2);
        using var gradient = GuardedTensor.ForOutput(y.Shape);
        using var one = new WorkerTeam(1);
        var difference = y.Span.ToArray().Zip(target.Span.ToArray(), (a, b) => (double)a - b).ToArray();
        var error = new MeanSquaredError();

        var loss = error.Run(team, y, target, gradient.Tensor);

        Close.Check(difference.Average(d => d * d), loss, 1e-6);
        Close.Check([.. difference.Select(d => 2 * d / length)], gradient.Span, 1e-6);
        gradient.CheckGuard();
        Assert.Equal(loss, error.Run(one, y, target, gradient: null));
    }
}
