namespace Likeness.Imaging.Tests;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain 日本 🦊", "plain 日本 🦊")]
    [InlineData("a\nb\r\tc", @"a\nb\r\tc")]
    [InlineData("🦊\n🦊", @"🦊\n🦊")]
    public void Text_fits_one_line(string text, string line) => Assert.Equal(line, Printable.Line(text));

    [Fact]
    public void Control_characters_separators_and_broken_surrogates_are_escaped() =>
        Assert.Equal(@"bell\u0007 separator\u2028 lone\uD83D", Printable.Line("bell\u0007 separator\u2028 lone\uD83D"));
}
