using System.Security.Cryptography;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Drawing;
using Likeness.Imaging.Fitting;
using Likeness.Imaging.Scanning;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Decoding;

public sealed class PictureReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly PictureReader reader = new();

    public void Dispose()
    {
        reader.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(640, 960, 64, 64)]
    [InlineData(640, 960, 80, 30)]
    [InlineData(300, 200, 256, 256)]
    [InlineData(100, 100, 100, 100)]
    [InlineData(20, 30, 64, 48)]
    [InlineData(1, 1, 32, 32)]
    public void Scaled_decoding_gives_what_an_exact_fit_of_the_whole_picture_gives(int sourceHeight, int sourceWidth, int height, int width)
    {
        var picture = TestPictures.Gradient(sourceHeight, sourceWidth);
        var path = folder.Write(TestPictures.Jpeg(picture), "x.jpg");
        byte[] scaled = new byte[height * width * 3], exact = new byte[height * width * 3];
        reader.Read(path, height, width, scaled);
        var whole = reader.ReadWhole(path);
        new CoverFit().Fit(whole.Rgb, whole.Height, whole.Width, exact, height, width);
        Assert.InRange(TestPictures.MeanDifference(exact, scaled), 0, 1);
    }

    [Fact]
    public void A_large_png_is_shrunk_while_it_is_read()
    {
        var picture = TestPictures.Gradient(2200, 2600);
        var path = folder.Write(PictureWriter.EncodePng(picture), "large.png");
        byte[] read = new byte[100 * 120 * 3], exact = new byte[100 * 120 * 3];
        reader.Read(path, 100, 120, read);
        new CoverFit().Fit(picture.Rgb, 2200, 2600, exact, 100, 120);
        Assert.InRange(TestPictures.MeanDifference(exact, read), 0, 1);
    }

    [Fact]
    public void The_hash_is_that_of_the_files_bytes()
    {
        var file = TestPictures.Jpeg(TestPictures.Gradient(20, 20));
        var path = folder.Write(file, "x.jpg");
        reader.Read(path, 8, 8, new byte[8 * 8 * 3], out var hash);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file)), hash.ToString());
        Assert.Equal(hash, ContentHash.OfFile(path));
        Assert.Equal(hash, ContentHash.Parse(hash.ToString()));
        Assert.Throws<DamagedDataException>(() => ContentHash.Parse("12ab"));
        Assert.Throws<DamagedDataException>(() => ContentHash.Parse(new string('x', 64)));
    }

    [Fact]
    public void A_refusal_names_the_file_in_one_line()
    {
        var path = folder.Write([], "new\nline.jpg");
        var message = Assert.Throws<UnusableInputException>(() => reader.Read(path, 8, 8, new byte[192])).Message;
        Assert.Contains(@"new\x0Aline.jpg", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.False(reader.TryRead(path, 8, 8, new byte[192], out _, out var reason));
        Assert.DoesNotContain("line.jpg", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_files_and_folders_are_refused()
    {
        Assert.False(reader.TryRead(folder.File("missing.jpg"), 8, 8, new byte[192], out _, out var reason));
        Assert.Contains("cannot be read", reason, StringComparison.Ordinal);
        Assert.False(reader.TryRead(folder.Path, 8, 8, new byte[192], out _, out reason));
        Assert.NotEmpty(reason);
        Assert.Throws<UnusableInputException>(() => ContentHash.OfFile(folder.File("missing.jpg")));
    }

    [Fact]
    public void A_file_above_the_limit_is_refused_unread()
    {
        var path = folder.Write(TestPictures.Jpeg(TestPictures.Gradient(50, 50)), "x.jpg");
        using var strict = new PictureReader(new DecodingLimits { MaxFileBytes = 100 });
        Assert.False(strict.TryRead(path, 8, 8, new byte[192], out _, out var reason));
        Assert.Contains("limit of 100", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_works_on_after_a_bad_picture()
    {
        var bad = folder.Write(TestPictures.Jpeg(TestPictures.Noise(64, 64, 1))[..500], "bad.jpg");
        var good = folder.Write(TestPictures.Jpeg(TestPictures.Solid(16, 16, 100, 100, 100)), "good.jpg");
        var pixels = new byte[192];
        for (var i = 0; i < 3; i++)
        {
            Assert.False(reader.TryRead(bad, 8, 8, pixels, out _, out _));
            Assert.True(reader.TryRead(good, 8, 8, pixels, out _, out var reason), reason);
            Assert.All(pixels, b => Assert.InRange(b, 98, 102));
        }
    }

    [Fact]
    public void Too_short_a_destination_is_a_wrong_setting() =>
        Assert.Throws<WrongSettingsException>(() => reader.Read(folder.File("x.jpg"), 8, 8, new byte[191]));

    [DatasetFact("8scenes")]
    public void Real_photos_decode_at_a_scale_as_they_do_whole()
    {
        var photos = PictureScanner.Scan([Datasets.Folder("8scenes")]);
        byte[] scaled = new byte[64 * 64 * 3], exact = new byte[64 * 64 * 3];
        double worst = 0;
        foreach (var file in photos.Files.Take(60))
        {
            reader.Read(file.FullPath, 64, 64, scaled);
            var whole = reader.ReadWhole(file.FullPath);
            new CoverFit().Fit(whole.Rgb, whole.Height, whole.Width, exact, 64, 64);
            worst = Math.Max(worst, TestPictures.MeanDifference(exact, scaled));
        }
        Assert.InRange(worst, 0, 2);
    }
}
