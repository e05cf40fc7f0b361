using Likeness.Imaging.Decoding;

namespace Likeness.Imaging.Tests.Decoding;

public sealed class FormatDetectorTests
{
    [Fact]
    public void Any_bytes_are_answered()
    {
        var random = new Random(1);
        byte[][] starts = [[], [0xFF, 0xD8, 0xFF], [.. "RIFF"u8], [0, 0, 0, 8, .. "ftyp"u8], [0xFF, 0xFF, 0xFF, 0xFF, .. "ftypheic"u8], [0, 0, 0, 2, .. "ftypheic"u8]];
        for (var i = 0; i < 3000; i++)
        {
            var tail = new byte[random.Next(40)];
            random.NextBytes(tail);
            Assert.True(Enum.IsDefined(FormatDetector.Detect([.. starts[i % starts.Length], .. tail])));
        }
    }

    [Fact]
    public void Other_files_are_unknown()
    {
        Assert.Equal(PictureFormat.Unknown, FormatDetector.Detect("%PDF-1.7 and more than sixteen"u8));
        Assert.Equal(PictureFormat.Unknown, FormatDetector.Detect("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8));
        Assert.Equal(PictureFormat.Unknown, FormatDetector.Detect([0, 0, 0, 24, .. "ftypmp42"u8, 0, 0, 0, 0, .. "isommp42"u8]));
    }
}
