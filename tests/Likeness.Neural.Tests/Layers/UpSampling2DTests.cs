using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;

namespace Likeness.Neural.Tests.Layers;

public sealed class UpSampling2DTests : LayerConformance<UpSampling2D>
{
    protected override IEnumerable<LayerCase> Cases => [Case(2, 3, 4, 5, 2), Case(1, 5, 2, 3, 3), Case(2, 1, 1, 17, 2), Case(3, 2, 3, 1, 1)];

    [Fact]
    public void A_size_below_one_is_refused() =>
        Assert.Contains("size is 0", Assert.Throws<WrongSettingsException>(() => new LayerRun(new Shape(2, 2, 1), [new UpSampling2D(0)])).Message, StringComparison.Ordinal);

    private static LayerCase Case(int batch, int height, int width, int channels, int size)
    {
        var picture = new Picture(batch, height, width, channels);
        return new LayerCase(
            $"{picture}, size {size}", batch, new Shape(height, width, channels), () => new UpSampling2D(size),
            (x, _) => new PlainResult(PlainLayers.UpSampling2D(x, picture, size)));
    }
}
