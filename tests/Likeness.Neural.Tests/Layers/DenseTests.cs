using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;

namespace Likeness.Neural.Tests.Layers;

public sealed class DenseTests : LayerConformance<Dense>
{
    protected override IEnumerable<LayerCase> Cases =>
    [
        Case(2, 7, 3), Case(1, 1, 1), Case(5, 3, 40), Case(3, 40, 5), Case(17, 6, 6),
        Case(3, 9, 4, activityL1: 0.3f), Case(2, 5, 8, kernelL2: 0.2f), Case(4, 8, 5, 0.1f, 0.4f),
    ];

    [Theory]
    [InlineData(0, 0f, 0f, "units is 0")]
    [InlineData(3, -1f, 0f, "activity L1 is -1")]
    [InlineData(3, float.NaN, 0f, "activity L1 is NaN")]
    [InlineData(3, 0f, -2f, "kernel L2 is -2")]
    public void A_wrong_setting_is_named(int units, float activityL1, float kernelL2, string named)
    {
        var error = Assert.Throws<WrongSettingsException>(() => new LayerRun(new Shape(4), [new Dense(units, activityL1, kernelL2)]));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_is_refused_with_the_advice_to_flatten_it()
    {
        var error = Assert.Throws<WrongSettingsException>(() => new LayerRun(new Shape(2, 3, 4), [new Dense(2)]));
        Assert.Contains("Flatten", error.Message, StringComparison.Ordinal);
    }

    private static LayerCase Case(int batch, int inputs, int units, float activityL1 = 0, float kernelL2 = 0) => new(
        $"batch {batch}, {inputs} to {units}, L1 {activityL1}, L2 {kernelL2}", batch, new Shape(inputs), () => new Dense(units, activityL1, kernelL2),
        (x, w) =>
        {
            var y = PlainLayers.Dense(x, batch, w["kernel"], w["bias"]);
            return new PlainResult(y, activityL1 * y.Sum(Math.Abs) / batch + kernelL2 * w["kernel"].Sum(v => v * v));
        });
}
