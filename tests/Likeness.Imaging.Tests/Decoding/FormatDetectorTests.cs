using Likeness.Imaging.Decoding;

namespace Likeness.Imaging.Tests.Decoding;

public sealed class FormatDetectorTests
{
    private static readonly (PictureFormat Format, byte[] Start)[] Starts =
    [
        (PictureFormat.Jpeg, [0xFF, 0xD8, 0xFF]),
        (PictureFormat.Png, [0x89, .. "PNG\r\n\x1A\n"u8]),
        (PictureFormat.Gif, [.. "GIF87a"u8]),
        (PictureFormat.Gif, [.. "GIF89a"u8]),
        (PictureFormat.WebP, [.. "RIFF"u8, 1, 2, 3, 4, .. "WEBP"u8]),
        (PictureFormat.Tiff, [.. "II*\0"u8]),
        (PictureFormat.Tiff, [.. "MM\0*"u8]),
        (PictureFormat.Heif, [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0]),
        (PictureFormat.Heif, [0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 0, 0, .. "mp41avif"u8]),
    ];

    [Fact]
    public void Formats_are_told_by_their_first_bytes_whatever_follows_and_not_by_fewer_of_them()
    {
        var random = new Random(1);
        foreach (var (format, start) in Starts)
        {
            for (var i = 0; i < 200; i++)
            {
                var tail = new byte[random.Next(80)];
                random.NextBytes(tail);
                Assert.Equal(format, FormatDetector.Detect([.. start, .. tail]));
            }

            for (var length = 0; length < start.Length; length++) Assert.Equal(PictureFormat.Unknown, FormatDetector.Detect(start.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_first_byte_that_differs_makes_another_file()
    {
        foreach (var (_, start) in Starts.Where(entry => entry.Format != PictureFormat.Heif)) // theirs is the length of a box
        {
            byte[] other = [.. start, .. new byte[80]];
            other[0] ^= 0x55;
            Assert.Equal(PictureFormat.Unknown, FormatDetector.Detect(other));
        }
    }

    [Fact]
    public void A_box_is_read_no_farther_than_it_says()
    {
        Assert.Equal(PictureFormat.Unknown, FormatDetector.Detect([0, 0, 0, 2, .. "ftypheic"u8, 0, 0, 0, 0]));
        Assert.Equal(PictureFormat.Unknown, FormatDetector.Detect([0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 0, 0, .. "heic"u8]));
        Assert.Equal(PictureFormat.Heif, FormatDetector.Detect([0xFF, 0xFF, 0xFF, 0xFF, .. "ftypheic"u8, 0, 0, 0, 0]));
    }

    [Fact]
    public void Other_files_are_unknown()
    {
        Assert.Equal(PictureFormat.Unknown, FormatDetector.Detect("%PDF-1.7 and more than sixteen"u8));
        Assert.Equal(PictureFormat.Unknown, FormatDetector.Detect("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8));
        Assert.Equal(PictureFormat.Unknown, FormatDetector.Detect([0, 0, 0, 24, .. "ftypmp42"u8, 0, 0, 0, 0, .. "isommp42"u8]));
    }
}
