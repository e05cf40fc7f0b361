using Likeness.Imaging.Grey;

namespace Likeness.Imaging.Tests.Grey;

public sealed class LumaTests
{
    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(255, 255, 255, 255)]
    [InlineData(255, 0, 0, 76)]
    [InlineData(0, 255, 0, 150)]
    [InlineData(0, 0, 255, 29)]
    [InlineData(17, 128, 64, 88)]
    public void Known_colours_have_the_luma_of_the_recommendation(byte red, byte green, byte blue, byte luma)
    {
        // Eight of them, so that vectors see them too.
        byte[] rgb = [.. Enumerable.Repeat((byte[])[red, green, blue], 8).SelectMany(pixel => pixel)];
        var grey = new byte[8];
        Luma.Of(rgb, grey);
        Assert.All(grey, value => Assert.Equal(luma, value));
    }

    [Fact]
    public void Every_grey_stays_what_it_is()
    {
        byte[] rgb = [.. Enumerable.Range(0, 256).SelectMany(value => Enumerable.Repeat((byte)value, 3))];
        var grey = new byte[256];
        Luma.Of(rgb, grey);
        Assert.Equal(Enumerable.Range(0, 256).Select(value => (byte)value), grey);
    }

    [Fact]
    public void At_every_length_it_is_the_definition_and_nothing_is_written_behind_it()
    {
        for (var pixels = 0; pixels <= 70; pixels++)
        {
            var rgb = new byte[3 * pixels];
            new Random(pixels).NextBytes(rgb);
            var (expected, actual) = (new byte[pixels], new byte[pixels + 20]);
            actual.AsSpan().Fill(171);
            Luma.Scalar(rgb, expected);
            Luma.Of(rgb, actual);
            Assert.Equal(expected, actual[..pixels]);
            Assert.All(actual[pixels..], value => Assert.Equal(171, value));
        }
    }

    [Fact]
    public void It_is_the_rounded_weighted_sum()
    {
        var rgb = new byte[3 * 4096];
        new Random(1).NextBytes(rgb);
        var grey = new byte[4096];
        Luma.Of(rgb, grey);
        for (var i = 0; i < grey.Length; i++)
            Assert.InRange(grey[i] - (0.299 * rgb[3 * i] + 0.587 * rgb[3 * i + 1] + 0.114 * rgb[3 * i + 2]), -0.51, 0.51);
    }

    [Fact]
    public void Lengths_that_do_not_fit_together_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Luma.Of(new byte[4], new byte[4]));
        Assert.Throws<ArgumentException>(() => Luma.Of(new byte[6], new byte[1]));
    }
}
