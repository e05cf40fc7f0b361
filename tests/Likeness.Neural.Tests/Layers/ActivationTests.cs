using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;

namespace Likeness.Neural.Tests.Layers;

public sealed class ReLUTests : LayerConformance<ReLU>
{
    protected override IEnumerable<LayerCase> Cases =>
        from shape in Activations.Shapes
        select new LayerCase($"{shape}", 3, shape, () => new ReLU(), (x, _) => new PlainResult(PlainLayers.LeakyReLU(x, 0)));
}

public sealed class LeakyReLUTests : LayerConformance<LeakyReLU>
{
    protected override IEnumerable<LayerCase> Cases =>
        from shape in Activations.Shapes
        from slope in new[] { 0.3f, 0.01f, 0.99f }
        select new LayerCase($"{shape}, slope {slope}", 3, shape, () => new LeakyReLU(slope), (x, _) => new PlainResult(PlainLayers.LeakyReLU(x, slope)));

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1f)]
    [InlineData(float.NaN)]
    public void A_slope_outside_its_range_is_refused(float slope) => Assert.Throws<WrongSettingsException>(() => new LeakyReLU(slope));
}

public sealed class SigmoidTests : LayerConformance<Sigmoid>
{
    protected override IEnumerable<LayerCase> Cases =>
        from shape in Activations.Shapes
        select new LayerCase($"{shape}", 3, shape, () => new Sigmoid(), (x, _) => new PlainResult(PlainLayers.Sigmoid(x)));
}

internal static class Activations
{
    public static Shape[] Shapes => [new(3, 5, 2), new(1, 1, 1), new(7), new(5, 3, 7)];
}
