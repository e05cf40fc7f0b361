using System.Text;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Decoding;

public sealed class PngChunksTests : IDisposable
{
    // Red above blue, lying; turned clockwise by 90 degrees, blue is at the left.
    private static readonly byte[] Lying = TestPng.Write(2, 1, 8, TestPng.Rgb, [200, 0, 0, 0, 0, 200]);
    private static readonly byte[] Turned = [0, 0, 200, 200, 0, 0];

    // TIFF header, one entry: orientation (0x0112), a short, 6.
    private static readonly byte[] Exif = [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];

    private readonly PictureDecoder decoder = new();

    public void Dispose() => decoder.Dispose();

    [Fact]
    public void Exif_turns_it_before_and_behind_the_pixels()
    {
        foreach (var png in (byte[][])[TestPng.Insert(Lying, "IDAT"u8, "eXIf"u8, Exif), TestPng.Insert(Lying, "IEND"u8, "eXIf"u8, Exif)])
        {
            var decoded = decoder.Decode(png);
            Assert.Equal((1, 2), (decoded.Height, decoded.Width));
            Assert.Equal(Turned, decoded.Rgb);
        }
    }

    [Theory]
    [InlineData("tEXt")]
    [InlineData("eXIf")]
    [InlineData("iCCP")]
    [InlineData("IEND")]
    public void A_wrong_checksum_that_costs_no_pixel_is_accepted(string type)
    {
        var chunk = Encoding.ASCII.GetBytes(type);
        var png = type == "IEND" ? Lying : TestPng.Insert(Lying, "IDAT"u8, chunk, "Comment\0no profile"u8);
        Assert.Equal([200, 0, 0, 0, 0, 200], decoder.Decode(TestPng.SpoilChecksum(png, chunk)).Rgb);
    }

    [Fact]
    public void Bytes_behind_the_end_are_accepted() => Assert.Equal([200, 0, 0, 0, 0, 200], decoder.Decode([.. Lying, .. new byte[500]]).Rgb);

    [Fact]
    public void A_missing_end_is_accepted() => Assert.Equal([200, 0, 0, 0, 0, 200], decoder.Decode(Lying.AsSpan()[..^12]).Rgb);

    [Fact]
    public void A_wrong_checksum_of_pixels_is_refused_by_its_name() =>
        Assert.Contains("checksum of its pixels", Refuse(TestPng.SpoilChecksum(Lying, "IDAT"u8)), StringComparison.Ordinal);

    [Fact]
    public void Apples_own_kind_is_refused_by_its_name() =>
        Assert.Contains("CgBI", Refuse(TestPng.Insert(Lying, "IHDR"u8, "CgBI"u8, [0x50, 0, 0x20, 2])), StringComparison.Ordinal);

    [Fact]
    public void Missing_pixels_are_refused_by_their_name() => Assert.Contains("cut short", Refuse(Lying[..^20]), StringComparison.Ordinal);

    private string Refuse(byte[] png) => Assert.Throws<UnusableInputException>(() => decoder.Decode(png)).Message;
}
