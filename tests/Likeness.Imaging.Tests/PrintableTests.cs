using Likeness.Imaging.Scanning;

namespace Likeness.Imaging.Tests;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain 日本 🦊 שלום", "plain 日本 🦊 שלום")]
    [InlineData("a\nb\r\tc", @"a\x0Ab\x0D\x09c")]
    [InlineData("🦊\n🦊", @"🦊\x0A🦊")]
    public void Text_fits_one_line(string text, string line) => Assert.Equal(line, Printable.Line(text));

    [Fact]
    public void Control_characters_separators_and_broken_surrogates_are_escaped() =>
        Assert.Equal(@"bell\x07 next\xC2\x9B separator\xE2\x80\xA8 lone\uD83D", Printable.Line("bell\u0007 next\u009b separator\u2028 lone\uD83D"));

    [Fact]
    public void A_name_cannot_be_shown_backwards() =>
        Assert.Equal(@"a\xE2\x80\xAEgnp.exe\xE2\x81\xA6", Printable.Line("a\u202egnp.exe\u2066"));

    [Theory]
    [InlineData("a\nb\u001b[2J\u0085\u202e日本.png")]
    [InlineData(@"back\slash \x1B.png")]
    public void A_path_that_was_printed_leads_back_to_the_file(string name)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(name);
        var printed = Printable.Line(EscapedPath.FromBytes(bytes));
        Assert.Equal(bytes, EscapedPath.ToBytes(printed)[..^1]);
    }
}
