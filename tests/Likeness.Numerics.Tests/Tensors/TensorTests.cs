using Likeness.Numerics.Memory;
using Likeness.Numerics.Tensors;

namespace Likeness.Numerics.Tests.Tensors;

public sealed unsafe class TensorTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(100_000)]
    [InlineData(2_000_000)]
    public void Memory_is_aligned_and_readable_a_little_behind_its_end(long length)
    {
        using var buffer = new AlignedBuffer(length);
        Assert.Equal(length, buffer.Length);
        Assert.Equal(0, (long)buffer.Pointer % 64);
        if (length * sizeof(float) >= 4 << 20) Assert.Equal(0, (long)buffer.Pointer % (2 << 20));
        for (var i = 0L; i < length; i++) buffer.Pointer[i] = i;
        for (var i = 0; i < 32; i++) _ = buffer.Pointer[length + i];
    }

    [Fact]
    public void Memory_that_the_system_does_not_have_is_refused_in_words()
    {
        using var small = new AlignedBuffer(1);
        var error = Assert.Throws<InsufficientMemoryException>(() => new AlignedBuffer(1L << 50));
        Assert.Contains("MiB", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedBuffer(-1));
        Assert.Throws<OverflowException>(() => new AlignedBuffer(long.MaxValue));
    }

    [Fact]
    public void Disposing_twice_does_no_harm()
    {
        var buffer = new AlignedBuffer(10);
        buffer.Dispose();
        buffer.Dispose();
        Assert.True(buffer.Pointer == null);
    }

    [Fact]
    public void A_view_sees_the_same_numbers_and_owns_nothing()
    {
        using var tensor = Tensor.From(new Shape(2, 3), [1, 2, 3, 4, 5, 6]);
        var view = tensor.View(new Shape(1, 3));
        view.Span[2] = 9;
        Assert.Equal([1f, 2f, 9f, 4f, 5f, 6f], tensor.Span.ToArray());
        view.Dispose();
        Assert.True(tensor.Pointer != null);
        Assert.Throws<ArgumentException>(() => tensor.View(new Shape(7)));
    }

    [Fact]
    public void Zeros_clear_and_the_count_of_given_numbers()
    {
        using var tensor = Tensor.Zeros(new Shape(3, 5));
        Assert.All(tensor.Span.ToArray(), v => Assert.Equal(0, v));
        tensor.Span.Fill(1);
        tensor.Clear();
        Assert.All(tensor.Span.ToArray(), v => Assert.Equal(0, v));
        Assert.Contains("(2, 2)", Assert.Throws<ArgumentException>(() => Tensor.From(new Shape(2, 2), [1, 2, 3])).Message, StringComparison.Ordinal);
    }
}
