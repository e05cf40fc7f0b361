using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;
using Likeness.Testing.Numbers;

namespace Likeness.Numerics.Tests.Operations;

public sealed class L2NormalizationTests : IDisposable
{
    private readonly WorkerTeam team = new(2);

    public void Dispose() => team.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(5, 7)]
    [InlineData(2, 16)]
    [InlineData(7, 33)]
    [InlineData(2, 300)]
    public void Forward_and_backward_are_those_of_the_definition(int rows, int length)
    {
        using var x = RandomNumbers.Tensor(new Shape(rows, length), 1);
        using var dy = RandomNumbers.Tensor(x.Shape, 2);
        using var y = GuardedTensor.ForOutput(x.Shape);
        using var dx = GuardedTensor.ForOutput(x.Shape);
        L2Normalization.Forward(team, x, y.Tensor);
        L2Normalization.Backward(team, x, y.Tensor, dy, dx.Tensor);
        y.CheckGuard();
        dx.CheckGuard();
        var (input, slopes) = (Close.ToDouble(x.Span), Close.ToDouble(dy.Span));
        Close.Check(PlainLayers.L2Normalise(input, length), y.Span, 1e-6);
        // Alone, a number always becomes 1 or −1: there is no slope to compare with.
        if (length > 1) Close.Check(CentralDifferences.Gradient(input, () => PlainLayers.L2Normalise(input, length).Zip(slopes, (a, b) => a * b).Sum()), dx.Span, 1e-5);

        L2Normalization.Backward(team, x, y.Tensor, dy, dy);
        Close.SameBits(dx.Span, dy.Span, "the gradient in place");
        L2Normalization.Forward(team, x, x);
        Close.SameBits(y.Span, x.Span, "the output in place");
    }

    [Fact]
    public void A_row_of_almost_nothing_is_only_scaled()
    {
        using var x = Tensor.From(new Shape(2, 2), [0, 0, 3e-8f, 4e-8f]);
        using var dy = Tensor.From(x.Shape, [1, 2, 3, 4]);
        using var y = new Tensor(x.Shape);
        using var dx = new Tensor(x.Shape);
        L2Normalization.Forward(team, x, y);
        L2Normalization.Backward(team, x, y, dy, dx);
        Close.Check([0, 0, 0.03, 0.04], y.Span, 1e-5);
        Close.Check([1e6, 2e6, 3e6, 4e6], dx.Span, 1e-5);
    }

    [Fact]
    public void What_is_no_number_or_beyond_all_numbers_does_not_become_one()
    {
        using var x = Tensor.From(new Shape(3, 2), [float.NaN, 1, 1e30f, 1, 3, 4]);
        L2Normalization.Forward(team, x, x);
        Assert.All(x.Span[..4].ToArray(), value => Assert.True(float.IsNaN(value)));
        Close.Check([0.6, 0.8], x.Span[4..], 1e-6);
    }
}
