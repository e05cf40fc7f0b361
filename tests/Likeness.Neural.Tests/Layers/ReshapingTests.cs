using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;

namespace Likeness.Neural.Tests.Layers;

public sealed class FlattenTests : LayerConformance<Flatten>
{
    protected override IEnumerable<LayerCase> Cases =>
    [
        new("pictures", 2, new Shape(3, 4, 5), () => new Flatten(), (x, _) => new PlainResult([.. x])),
        new("rows", 3, new Shape(6), () => new Flatten(), (x, _) => new PlainResult([.. x])),
    ];

    [Fact]
    public void The_output_is_one_row()
    {
        using var run = new LayerRun(new Shape(3, 4, 5), [new Flatten()]);
        Assert.Equal(new Shape(60), run.OutputShape);
    }
}

public sealed class ReshapeTests : LayerConformance<Reshape>
{
    protected override IEnumerable<LayerCase> Cases =>
    [
        new("to a picture", 2, new Shape(24), () => new Reshape(new Shape(2, 3, 4)), (x, _) => new PlainResult([.. x])),
        new("to a row", 3, new Shape(1, 5, 2), () => new Reshape(new Shape(10)), (x, _) => new PlainResult([.. x])),
    ];

    [Fact]
    public void Another_count_of_numbers_is_refused()
    {
        var error = Assert.Throws<WrongSettingsException>(() => new LayerRun(new Shape(25), [new Reshape(new Shape(2, 3, 4))]));
        Assert.Contains("24", error.Message, StringComparison.Ordinal);
        Assert.Contains("25", error.Message, StringComparison.Ordinal);
    }
}
