using Likeness.Numerics.Operations;

namespace Likeness.Numerics.Tests.Operations;

public sealed class ConvolutionShapeTests
{
    /// <summary>What Keras and TensorFlow give for padding 'same': size, kernel, stride; output size, zeros before.</summary>
    [Theory]
    [InlineData(6, 3, 1, 6, 1)]
    [InlineData(6, 3, 2, 3, 0)]
    [InlineData(7, 3, 2, 4, 1)]
    [InlineData(256, 3, 2, 128, 0)]
    [InlineData(6, 2, 1, 6, 0)]
    [InlineData(6, 5, 2, 3, 1)]
    [InlineData(7, 5, 3, 3, 2)]
    [InlineData(8, 7, 2, 4, 2)]
    [InlineData(5, 1, 2, 3, 0)]
    [InlineData(1, 3, 2, 1, 1)]
    [InlineData(2, 3, 3, 1, 0)]
    [InlineData(10, 2, 3, 4, 0)]
    public void Sizes_and_padding_are_those_of_Keras(int size, int kernel, int stride, int output, int before)
    {
        var rows = ConvolutionShape.Same(size, 20, 1, 1, kernel, 1, stride);
        Assert.Equal((output, before), (rows.OutputHeight, rows.PadTop));
        var columns = ConvolutionShape.Same(20, size, 1, 1, 1, kernel, stride);
        Assert.Equal((output, before), (columns.OutputWidth, columns.PadLeft));
    }

    [Fact]
    public void A_transposed_convolution_is_described_by_the_convolution_whose_gradient_it_is()
    {
        var shape = ConvolutionShape.SameTransposed(3, 5, 7, 11, 3, 4, 2);
        Assert.Equal((6, 10, 11), (shape.InputHeight, shape.InputWidth, shape.InputChannels));
        Assert.Equal((3, 5, 7), (shape.OutputHeight, shape.OutputWidth, shape.OutputChannels));
        Assert.Equal(3 * 4 * 7 * 11, shape.KernelCount);
        Assert.Equal(2L * shape.KernelCount * 15, shape.Operations);
    }

    [Fact]
    public void No_size_may_be_below_one()
    {
        for (var wrong = 0; wrong < 7; wrong++)
        {
            int[] sizes = [4, 4, 3, 2, 3, 3, 1];
            sizes[wrong] = 0;
            Assert.Throws<ArgumentOutOfRangeException>(() => ConvolutionShape.Same(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], sizes[6]));
        }
    }
}
