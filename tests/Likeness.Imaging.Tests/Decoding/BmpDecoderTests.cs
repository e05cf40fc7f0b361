using Likeness.Imaging.Decoding;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Decoding;

public sealed class BmpDecoderTests : IDisposable
{
    // Two rows of two: red and green above, blue and white below.
    private static readonly byte[] Upright = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];
    private static readonly byte[] Palette = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0]; // red, green, blue, white
    private readonly PictureDecoder decoder = new();

    public void Dispose() => decoder.Dispose();

    public static TheoryData<string, byte[]> Kinds => new()
    {
        { "1 bit", TestBmp.Write(2, 2, 1, 0, [0x80, 0, 0, 0, 0x40, 0, 0, 0], [1, 1, 1, 0, 9, 9, 9, 0]) },
        { "4 bits", TestBmp.Write(2, 2, 4, 0, [0x23, 0, 0, 0, 0x01, 0, 0, 0], Palette) },
        { "8 bits", TestBmp.Write(2, 2, 8, 0, [2, 3, 0, 0, 0, 1, 0, 0], Palette) },
        { "8 bits, old header", TestBmp.Write(2, 2, 8, 0, [2, 3, 0, 0, 0, 1, 0, 0], [0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255], headerBytes: 12) },
        { "16 bits", TestBmp.Write(2, 2, 16, 0, [0x1F, 0, 0xFF, 0x7F, 0, 0x7C, 0xE0, 0x03]) },
        { "16 bits, fields", TestBmp.Write(2, 2, 16, 3, [0x1F, 0, 0xFF, 0xFF, 0, 0xF8, 0xE0, 0x07], masks: [0xF800, 0x7E0, 0x1F]) },
        { "24 bits", TestBmp.Write(2, 2, 24, 0, [255, 0, 0, 255, 255, 255, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0]) },
        { "24 bits, from above", TestBmp.Write(2, -2, 24, 0, [0, 0, 255, 0, 255, 0, 0, 0, 255, 0, 0, 255, 255, 255, 0, 0]) },
        { "32 bits", TestBmp.Write(2, 2, 32, 0, [255, 0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0]) },
        {
            "32 bits, fields in a header of version 4",
            TestBmp.Write(2, 2, 32, 3, [0, 0, 255, 0, 255, 255, 255, 0, 255, 0, 0, 0, 0, 255, 0, 0], masks: [0xFF, 0xFF00, 0xFF0000, 0], headerBytes: 108)
        },
        {
            "32 bits, opaque, in a header of version 5",
            TestBmp.Write(2, 2, 32, 3, [255, 0, 0, 255, 255, 255, 255, 255, 0, 0, 255, 255, 0, 255, 0, 255], masks: [0xFF0000, 0xFF00, 0xFF, 0xFF000000], headerBytes: 124)
        },
        {
            "32 bits whose opacity was left alone",
            TestBmp.Write(2, 2, 32, 3, [255, 0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0], masks: [0xFF0000, 0xFF00, 0xFF, 0xFF000000], headerBytes: 124)
        },
        { "runs of 8 bits", TestBmp.Write(2, 2, 8, 1, [1, 2, 1, 3, 0, 0, 2, 0, 0, 2, 0, 0, 0, 0, 0, 1], Palette) },
        { "colours of 8 bits as they are", TestBmp.Write(2, 2, 8, 1, [1, 2, 1, 3, 0, 0, 1, 0, 1, 1, 0, 1], Palette) },
        { "runs of 4 bits", TestBmp.Write(2, 2, 4, 2, [2, 0x23, 0, 0, 2, 0x01, 0, 1], Palette) },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_read(string kind, byte[] file)
    {
        Assert.Equal(PictureFormat.Bmp, FormatDetector.Detect(file));
        var expected = kind switch
        {
            "1 bit" => (byte[])[1, 1, 1, 9, 9, 9, 9, 9, 9, 1, 1, 1],
            "runs of 8 bits" => [255, 0, 0, 255, 0, 0, 0, 0, 255, 255, 255, 255],
            _ => Upright,
        };
        Assert.Equal(expected, decoder.Decode(file).Rgb);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cut_short_anywhere_it_is_refused_or_whole(string kind, byte[] file)
    {
        var whole = decoder.Decode(file).Rgb;
        for (var length = 0; length < file.Length; length++)
        {
            try
            {
                Assert.Equal(whole, decoder.Decode(file.AsSpan(0, length)).Rgb); // only padding may be missing
            }
            catch (UnusableInputException refused)
            {
                Assert.False(refused.Message.Contains('\n', StringComparison.Ordinal), kind);
            }
        }
    }

    [Fact]
    public void Opacity_lies_over_white()
    {
        var file = TestBmp.Write(2, 1, 32, 3, [0, 0, 255, 255, 0, 0, 0, 0], masks: [0xFF0000, 0xFF00, 0xFF, 0xFF000000], headerBytes: 108);
        Assert.Equal([255, 0, 0, 255, 255, 255], decoder.Decode(file).Rgb);
    }

    [Fact]
    public void What_runs_leave_out_is_the_first_colour() =>
        Assert.Equal([255, 0, 0, 255, 255, 255], TestedRow([0, 2, 1, 0, 1, 3, 0, 1]));

    [Theory]
    [InlineData(60000, 60000, 24, 0, "60000×60000")]
    [InlineData(0, 1, 24, 0, "0×1")]
    [InlineData(1, int.MinValue, 24, 0, "1×-2147483648")]
    [InlineData(1, 1, 7, 0, "7 bits")]
    [InlineData(1, 1, 24, 4, "compression 4")]
    public void A_header_that_cannot_be_true_is_refused(int width, int height, int depth, int compression, string named) =>
        Assert.Contains(
            named, Assert.Throws<UnusableInputException>(() => decoder.Decode(TestBmp.Write(width, height, depth, compression, new byte[8]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Text_that_starts_with_the_same_letters_is_none() =>
        Assert.Equal(PictureFormat.Unknown, FormatDetector.Detect("BMW built this car in Munich, long ago."u8));

    private byte[] TestedRow(byte[] runs) => decoder.Decode(TestBmp.Write(2, 1, 8, 1, runs, Palette)).Rgb;
}
