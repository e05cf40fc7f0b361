using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;

namespace Likeness.Neural.Tests.Layers;

public sealed class AveragePooling2DTests : LayerConformance<AveragePooling2D>
{
    protected override IEnumerable<LayerCase> Cases => [Case(2, 4, 6, 5, 2), Case(1, 7, 5, 3, 2), Case(3, 3, 3, 17, 3), Case(2, 5, 8, 1, 3), Case(1, 2, 3, 33, 1)];

    [Theory]
    [InlineData(0, "at least 1")]
    [InlineData(3, "at most 2")]
    public void A_size_out_of_range_is_refused(int size, string range) => Assert.Contains(
        range, Assert.Throws<WrongSettingsException>(() => new LayerRun(new Shape(2, 4, 1), [new AveragePooling2D(size)])).Message, StringComparison.Ordinal);

    private static LayerCase Case(int batch, int height, int width, int channels, int size)
    {
        var picture = new Picture(batch, height, width, channels);
        return new LayerCase(
            $"{picture}, size {size}", batch, new Shape(height, width, channels), () => new AveragePooling2D(size),
            (x, _) => new PlainResult(PlainLayers.AveragePooling(x, picture, size, size)));
    }
}

public sealed class GlobalAveragePooling2DTests : LayerConformance<GlobalAveragePooling2D>
{
    protected override IEnumerable<LayerCase> Cases => [Case(2, 4, 6, 5), Case(1, 1, 1, 17), Case(3, 7, 2, 33)];

    [Fact]
    public void Rows_are_refused() =>
        Assert.Contains("Reshape", Assert.Throws<WrongSettingsException>(() => new LayerRun(new Shape(4), [new GlobalAveragePooling2D()])).Message, StringComparison.Ordinal);

    private static LayerCase Case(int batch, int height, int width, int channels)
    {
        var picture = new Picture(batch, height, width, channels);
        return new LayerCase(
            $"{picture}", batch, new Shape(height, width, channels), () => new GlobalAveragePooling2D(),
            (x, _) => new PlainResult(PlainLayers.AveragePooling(x, picture, height, width)));
    }
}
