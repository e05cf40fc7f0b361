using Likeness.Onnx.Preprocessing;
using Likeness.Onnx.Tests.Support;
using Likeness.Testing.Numbers;

namespace Likeness.Onnx.Tests.Preprocessing;

public sealed class PictureScalingTests
{
    public static TheoryData<PixelLayout, ChannelOrder> Kinds => new()
    {
        { PixelLayout.ChannelsFirst, ChannelOrder.Rgb }, { PixelLayout.ChannelsFirst, ChannelOrder.Bgr },
        { PixelLayout.ChannelsLast, ChannelOrder.Rgb }, { PixelLayout.ChannelsLast, ChannelOrder.Bgr },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Vectors_give_what_the_definition_gives_at_every_size_around_their_widths(PixelLayout layout, ChannelOrder channels)
    {
        for (var crop = 1; crop <= 70; crop++)
        {
            var preprocessing = OnnxPreprocessing.Clip with { Crop = crop, Resize = crop + crop % 4, Channels = channels };
            var picture = Small.Pictures(1, preprocessing.Resize, seed: crop);
            var scaling = new PictureScaling(preprocessing, layout);
            var (numbers, plain) = (new float[scaling.Numbers + 1], new float[scaling.Numbers]);
            numbers[^1] = float.NaN;
            scaling.Scale(picture, numbers);
            scaling.Scalar(picture, plain);
            var expected = PlainPreprocessing.Of(picture, preprocessing);
            if (layout == PixelLayout.ChannelsLast) expected = [.. Enumerable.Range(0, expected.Length).Select(i => expected[i % 3 * crop * crop + i / 3])];
            Close.Check(expected, plain, 1e-6, $"the plain one, {crop}");
            Close.Check(expected, numbers.AsSpan(0, plain.Length), 1e-6, $"vectors, {crop}");
            Assert.True(float.IsNaN(numbers[^1]));
        }
    }

    [Fact]
    public void Colours_are_taken_apart_at_every_length()
    {
        for (var count = 0; count <= 100; count++)
        {
            var pixels = new byte[count * 3];
            new Random(count).NextBytes(pixels);
            byte[][] expected = [new byte[count], new byte[count], new byte[count]], found = [new byte[count], new byte[count], new byte[count]];
            ColourPlanes.Scalar(pixels, expected[0], expected[1], expected[2]);
            ColourPlanes.Split(pixels, found[0], found[1], found[2]);
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void Too_little_room_is_refused()
    {
        var scaling = new PictureScaling(new OnnxPreprocessing(4), PixelLayout.ChannelsFirst);
        Assert.Throws<ArgumentOutOfRangeException>(() => scaling.Scale(new byte[47], new float[48]));
        Assert.Throws<ArgumentOutOfRangeException>(() => scaling.Scale(new byte[48], new float[47]));
    }
}
