using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;

namespace Likeness.Neural.Tests.Layers;

public sealed class Conv2DTransposeTests : LayerConformance<Conv2DTranspose>
{
    protected override IEnumerable<LayerCase> Cases =>
    [
        Case(batch: 2, height: 3, width: 4, channels: 5, filters: 3, size: 3, strides: 2),
        Case(2, 5, 4, 3, 2, 3, 1),
        Case(1, 2, 3, 4, 9, 3, 3),
        Case(1, 3, 2, 2, 3, 5, 2),
        Case(2, 2, 4, 34, 3, 2, 2),
        Case(1, 4, 5, 16, 3, 3, 1),
        Case(2, 1, 1, 3, 2, 3, 2),
        Case(1, 2, 3, 2, 3, 1, 2),
        Case(2, 3, 2, 3, 17, 4, 3),
    ];

    [Fact]
    public void The_output_is_as_many_times_larger_as_the_strides_say()
    {
        using var run = new LayerRun(new Shape(5, 7, 2), [new Conv2DTranspose(4, 3, 3)]);
        Assert.Equal(new Shape(15, 21, 4), run.OutputShape);
    }

    private static LayerCase Case(int batch, int height, int width, int channels, int filters, int size, int strides)
    {
        var picture = new Picture(batch, height, width, channels);
        return new LayerCase(
            $"{picture}, {filters} filters {size}x{size}, strides {strides}", batch, new Shape(height, width, channels), () => new Conv2DTranspose(filters, size, strides),
            (x, w) => new PlainResult(PlainLayers.Conv2DTranspose(x, picture, w["kernel"], w["bias"], size, strides)));
    }
}
