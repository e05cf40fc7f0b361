using Likeness.Numerics.Tensors;

namespace Likeness.Numerics.Tests.Tensors;

public sealed class ShapeTests
{
    [Fact]
    public void Axes_count_and_batches()
    {
        var shape = new Shape(4, 6, 3);
        Assert.Equal((3, 72L, 4, 3), (shape.Rank, shape.Count, shape[0], shape[^1]));
        Assert.Equal(new Shape(8, 4, 6, 3), shape.Batch(8));
        Assert.Equal(shape, shape.Batch(8).WithoutBatch());
        Assert.Equal("(4, 6, 3)", shape.ToString());
        Assert.Equal(0, default(Shape).Rank);
    }

    [Fact]
    public void Equal_axes_are_equal_shapes()
    {
        Assert.True(new Shape(2, 3) == new Shape(2, 3));
        Assert.True(new Shape(2, 3) != new Shape(3, 2));
        Assert.True(new Shape(6) != new Shape(2, 3));
        Assert.Equal(new Shape(2, 3).GetHashCode(), new Shape(2, 3).GetHashCode());
        Assert.False(new Shape(2).Equals("2"));
    }

    [Fact]
    public void An_axis_below_one_is_refused_and_a_count_never_overflows()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(-1));
        Assert.Equal(1L << 60, new Shape(1 << 30, 1 << 30).Count);
        Assert.Throws<OverflowException>(() => new Shape(1 << 30, 1 << 30, 1 << 30).Count);
    }
}
