using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;

namespace Likeness.Neural.Tests.Layers;

public sealed class ActivityRegularizationTests : LayerConformance<ActivityRegularization>
{
    protected override IEnumerable<LayerCase> Cases =>
        from shape in Activations.Shapes
        from l1 in new[] { 0f, 0.3f }
        select new LayerCase($"{shape}, L1 {l1}", 3, shape, () => new ActivityRegularization(l1), (x, _) => new PlainResult([.. x], l1 * x.Sum(Math.Abs) / 3));

    [Fact]
    public void A_penalty_below_zero_is_refused() =>
        Assert.Contains("l1 is -1", Assert.Throws<WrongSettingsException>(() => new LayerRun(new Shape(3), [new ActivityRegularization(-1)])).Message, StringComparison.Ordinal);
}
