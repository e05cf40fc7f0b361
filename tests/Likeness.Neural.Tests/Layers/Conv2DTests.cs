using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;

namespace Likeness.Neural.Tests.Layers;

public sealed class Conv2DTests : LayerConformance<Conv2D>
{
    protected override IEnumerable<LayerCase> Cases =>
    [
        Case(batch: 2, height: 6, width: 4, channels: 3, filters: 5, size: 3, strides: 2),
        Case(2, 5, 7, 2, 3, 3, 1),
        Case(1, 7, 4, 9, 4, 3, 3),
        Case(3, 5, 3, 1, 2, 5, 2),
        Case(2, 4, 9, 3, 34, 2, 2),
        Case(1, 2, 3, 16, 3, 3, 1),
        Case(2, 1, 1, 3, 2, 3, 2),
        Case(2, 3, 2, 4, 3, 1, 1),
        Case(1, 3, 5, 2, 2, 1, 3),
    ];

    [Theory]
    [InlineData(0, 3, 1, "filters is 0")]
    [InlineData(4, 0, 1, "kernel size is 0")]
    [InlineData(4, 3, -1, "strides is -1")]
    public void A_wrong_setting_is_named(int filters, int kernelSize, int strides, string named) =>
        Assert.Contains(named, Assert.Throws<WrongSettingsException>(() => new Conv2D(filters, kernelSize, strides)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_input_that_is_no_picture_is_refused() =>
        Assert.Contains("(12)", Assert.Throws<WrongSettingsException>(() => new LayerRun(new Shape(12), [new Conv2D(2)])).Message, StringComparison.Ordinal);

    private static LayerCase Case(int batch, int height, int width, int channels, int filters, int size, int strides)
    {
        var picture = new Picture(batch, height, width, channels);
        return new LayerCase(
            $"{picture}, {filters} filters {size}x{size}, strides {strides}", batch, new Shape(height, width, channels), () => new Conv2D(filters, size, strides),
            (x, w) => new PlainResult(PlainLayers.Conv2D(x, picture, w["kernel"], w["bias"], size, strides)));
    }
}
