using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;
using Likeness.Testing.Numbers;

namespace Likeness.Numerics.Tests.Operations;

public sealed class NearestUpSamplingTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 2)]
    [InlineData(2, 3, 5, 7, 2)]
    [InlineData(1, 4, 2, 33, 3)]
    [InlineData(3, 2, 3, 4, 1)]
    public void Pixels_are_repeated_and_their_gradients_summed(int batch, int height, int width, int channels, int factor)
    {
        using var team = new WorkerTeam(2);
        using var x = RandomNumbers.Tensor(new Shape(batch, height, width, channels), 1);
        using var y = GuardedTensor.ForOutput(new Shape(batch, height * factor, width * factor, channels));
        NearestUpSampling.Forward(team, x, factor, y.Tensor);
        var picture = new Picture(batch, height, width, channels);
        Close.Check(PlainLayers.UpSampling2D(Close.ToDouble(x.Span), picture, factor), y.Span, 0);
        y.CheckGuard();

        using var dy = RandomNumbers.Tensor(y.Tensor.Shape, 2);
        using var dx = GuardedTensor.ForOutput(x.Shape);
        NearestUpSampling.Backward(team, dy, factor, dx.Tensor);
        var large = new Picture(batch, height * factor, width * factor, channels);
        var expected = new double[picture.Count];
        for (var n = 0; n < batch; n++)
        for (var row = 0; row < large.Height; row++)
        for (var column = 0; column < large.Width; column++)
        for (var c = 0; c < channels; c++)
            expected[picture.At(n, row / factor, column / factor, c)] += dy.Span[large.At(n, row, column, c)];
        Close.Check(expected, dx.Span, 1e-6);
        dx.CheckGuard();
    }
}
