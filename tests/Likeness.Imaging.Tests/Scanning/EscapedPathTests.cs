using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Likeness.Imaging.Scanning;

namespace Likeness.Imaging.Tests.Scanning;

public sealed class EscapedPathTests
{
    private static readonly byte[] Alphabet = [.. "\\x5CFFa/\u00e9"u8, 0xFF, 0x80, 0xC3, 0xED, 0xA0];

    [Fact]
    public void Any_bytes_come_back_unchanged()
    {
        var names = Gen.ArrayOf(Gen.OneOf(Gen.Elements(Alphabet), Gen.Choose(1, 255).Select(b => (byte)b)));
        Prop.ForAll(names.ToArbitrary(), bytes => ToBytes(EscapedPath.FromBytes(bytes)).SequenceEqual(bytes))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void The_text_survives_UTF8()
    {
        Prop.ForAll(Gen.ArrayOf(Gen.Elements(Alphabet)).ToArbitrary(), bytes =>
        {
            var text = EscapedPath.FromBytes(bytes);
            return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Theory]
    [InlineData("plain/path.jpg")]
    [InlineData("ünïcödé 🦊")]
    [InlineData(@"back\slash \x5g \xff")]
    public void Ordinary_names_stay_as_they_are(string name) => Assert.Equal(name, EscapedPath.FromBytes(Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void A_zero_character_is_refused() => Assert.Throws<IOException>(() => EscapedPath.ToBytes("a\0b"));

    private static byte[] ToBytes(string path) => EscapedPath.ToBytes(path)[..^1];
}
