using FsCheck;
using FsCheck.Fluent;
using Likeness.Catalog.Sqlite;

namespace Likeness.Tests.Catalog;

public sealed class PathBytesTests
{
    [Fact]
    public void Any_sequence_of_characters_comes_back()
    {
        var anything = Gen.Choose(1, 0xFFFF).Select(unit => (char)unit).ListOf().Select(units => string.Concat(units));
        var surrogates = Gen.Elements('a', '\uD800', '\uDBFF', '\uDC00', '\uDFFF', '\u07FF', '\uFFFF').ListOf().Select(units => string.Concat(units));
        Prop.ForAll(Gen.OneOf(anything, surrogates).ToArbitrary(), path => PathBytes.ToPath(PathBytes.From(path)) == path).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Text_is_stored_as_utf8() => Assert.Equal("Strand 🏖/é.jpg"u8.ToArray(), PathBytes.From("Strand 🏖/é.jpg"));

    [Fact]
    public void Bytes_that_were_never_a_path_are_refused() => Assert.Throws<FormatException>(() => PathBytes.ToPath([0x61, 0xFF]));
}
