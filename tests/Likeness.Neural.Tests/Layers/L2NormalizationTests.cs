using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;

namespace Likeness.Neural.Tests.Layers;

public sealed class L2NormalizationTests : LayerConformance<L2Normalization>
{
    protected override IEnumerable<LayerCase> Cases =>
        from length in new[] { 2, 5, 16, 35 }
        select new LayerCase($"{length}", 3, new Shape(length), () => new L2Normalization(), (x, _) => new PlainResult(PlainLayers.L2Normalise(x, length)));

    [Fact]
    public void Pictures_are_refused() =>
        Assert.Contains("Flatten", Assert.Throws<WrongSettingsException>(() => new LayerRun(new Shape(2, 2, 3), [new L2Normalization()])).Message, StringComparison.Ordinal);
}
