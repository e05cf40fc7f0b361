using Likeness.Imaging.Drawing;

namespace Likeness.Imaging.Tests.Drawing;

public sealed class SvgTextTests
{
    [Fact]
    public void A_long_text_keeps_its_ends()
    {
        var cut = SvgText.Cut("holiday/2019/a very long name of a picture 🦊🦊🦊.jpg", 11, 144);
        Assert.StartsWith("holiday", cut, StringComparison.Ordinal);
        Assert.EndsWith(".jpg", cut, StringComparison.Ordinal);
        Assert.Contains('…', cut);
        Assert.True(SvgText.Width(cut, 11) <= 144);
        Assert.Equal("short.jpg", SvgText.Cut("short.jpg", 11, 144));
        Assert.Equal("…", SvgText.Cut("anything", 11, 1));
    }
}
