using Likeness.Imaging.Decoding;
using Likeness.Imaging.Drawing;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Drawing;

public sealed class PictureWriterTests
{
    [Fact]
    public void What_is_written_can_be_read()
    {
        using var folder = new TemporaryFolder();
        using var reader = new PictureReader();
        var picture = TestPictures.Gradient(30, 44);
        PictureWriter.WritePng(folder.File("x.png"), picture);
        PictureWriter.WriteJpeg(folder.File("x.jpg"), picture, 95);
        Assert.Equal(picture.Rgb, reader.ReadWhole(folder.File("x.png")).Rgb);
        Assert.InRange(TestPictures.MeanDifference(picture.Rgb, reader.ReadWhole(folder.File("x.jpg")).Rgb), 0, 3);
        Assert.True(PictureWriter.EncodeJpeg(picture, 20).Length < PictureWriter.EncodeJpeg(picture, 95).Length);
        Assert.Throws<WrongSettingsException>(() => PictureWriter.EncodeJpeg(picture, 101));
    }

    [Fact]
    public void A_place_that_does_not_exist_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "missing", "x.png");
        Assert.Contains(path, Assert.Throws<UnusableInputException>(() => PictureWriter.WritePng(path, new Pixels(1, 1))).Message, StringComparison.Ordinal);
    }
}
