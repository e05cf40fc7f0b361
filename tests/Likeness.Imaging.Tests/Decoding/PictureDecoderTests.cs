using Likeness.Imaging.Decoding;
using Likeness.Imaging.Drawing;
using Likeness.Imaging.Tests.Support;
using NetVips;

namespace Likeness.Imaging.Tests.Decoding;

public sealed class PictureDecoderTests : IDisposable
{
    private static readonly byte[] OneRow = [255, 0, 0, 255, 0, 0, 255, 128, 0, 0, 0, 0];
    private readonly PictureDecoder decoder = new();

    public void Dispose() => decoder.Dispose();

    [Theory]
    [InlineData("pngsave_buffer", 0)]
    [InlineData("jpegsave_buffer", 2)]
    [InlineData("tiffsave_buffer", 0)]
    [InlineData("webpsave_buffer", 4)]
    [InlineData("gifsave_buffer", 6)]
    public void Every_format_comes_back_as_it_was_saved(string saver, double tolerance)
    {
        var picture = TestPictures.Gradient(37, 53);
        var decoded = decoder.Decode(PictureWriter.Encode(picture, saver));
        Assert.Equal((37, 53), (decoded.Height, decoded.Width));
        Assert.InRange(TestPictures.MeanDifference(picture.Rgb, decoded.Rgb), 0, tolerance);
    }

    [HeifSaverFact(HeifSaverFactAttribute.Hevc)]
    public void Heic_comes_back_as_it_was_saved() => ComesBackFromHeif(HeifSaverFactAttribute.Hevc);

    [HeifSaverFact(HeifSaverFactAttribute.Av1)]
    public void Avif_comes_back_as_it_was_saved() => ComesBackFromHeif(HeifSaverFactAttribute.Av1);

    [Fact]
    public void A_stump_of_a_heic_is_refused_in_one_line() => Assert.DoesNotContain('\n', Refuse([0, 0, 0, 16, .. "ftypheic"u8, 0, 0, 0, 0]));

    [Fact]
    public void Sixteen_bits_become_eight()
    {
        var decoded = decoder.Decode(TestPng.Write(1, 2, 16, TestPng.Rgb, [0x80, 0x12, 0, 0, 0xFF, 0xFF, 0x40, 0x40, 0x20, 0x20, 1, 1]));
        Assert.Equal([0x80, 0, 0xFF, 0x40, 0x20, 1], decoded.Rgb);
    }

    [Fact]
    public void Grey_becomes_three_equal_channels() =>
        Assert.Equal([7, 7, 7, 200, 200, 200], decoder.Decode(TestPng.Write(1, 2, 8, TestPng.Grey, [7, 200])).Rgb);

    [Fact]
    public void A_palette_is_looked_up() =>
        Assert.Equal([1, 2, 3, 9, 8, 7], decoder.Decode(TestPng.Write(1, 2, 8, TestPng.Palette, [1, 0], [9, 8, 7, 1, 2, 3])).Rgb);

    [Fact]
    public void Transparency_lies_over_white()
    {
        var decoded = decoder.Decode(TestPng.Write(1, 3, 8, TestPng.Rgba, OneRow));
        Assert.Equal([255, 0, 0], decoded.Rgb[..3]);
        Assert.InRange(decoded.Rgb[3], 126, 128);
        Assert.InRange(decoded.Rgb[4], 126, 128);
        Assert.Equal(255, decoded.Rgb[5]);
        Assert.Equal([255, 255, 255], decoded.Rgb[6..]);
        Assert.Equal([255, 255, 255], decoder.Decode(TestPng.Write(1, 1, 16, TestPng.GreyAlpha, [0, 0, 0, 0])).Rgb);
        Assert.Equal([0, 0, 0], decoder.Decode(TestPng.Write(1, 1, 8, TestPng.GreyAlpha, [0, 255])).Rgb);
    }

    [Fact]
    public void Cmyk_jpegs_become_rgb()
    {
        var picture = TestPictures.Solid(16, 16, 200, 60, 40);
        var file = TestVips.Save(picture, "jpegsave_buffer", static image => image.Colourspace(Enums.Interpretation.Cmyk), ("Q", 95));
        Assert.InRange(TestPictures.MeanDifference(picture.Rgb, decoder.Decode(file).Rgb), 0, 12);
    }

    [Fact]
    public void Inks_without_a_profile_take_their_part_of_the_light_away()
    {
        byte[] inks = [0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 51, 102, 153, 51];
        var file = TestVips.SaveInks(inks, height: 1, width: 6);
        byte[] expected = [255, 255, 255, 0, 255, 255, 255, 0, 255, 255, 255, 0, 0, 0, 0, 163, 122, 82];
        Assert.InRange(TestPictures.MeanDifference(expected, decoder.Decode(file).Rgb), 0, 0.7);
    }

    [Theory]
    [InlineData("p3", false)]
    [InlineData("srgb", true)]
    public void Colour_profiles_are_applied(string profile, bool isSrgb)
    {
        var picture = TestPictures.Solid(16, 16, 180, 90, 60);
        var file = TestVips.Save(picture, "jpegsave_buffer", image => image.IccExport(outputProfile: profile, depth: 8), ("Q", 98));
        Assert.Equal(isSrgb, JpegHeader.Read(file).IsSrgb);
        Assert.InRange(TestPictures.MeanDifference(picture.Rgb, decoder.Decode(file).Rgb), 0, 3);
    }

    [Fact]
    public void A_damaged_colour_profile_does_not_spoil_the_picture()
    {
        var picture = TestPictures.Gradient(16, 16);
        var file = JpegSurgery.WithSegment(TestPictures.Jpeg(picture), 0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. new byte[200]]);
        Assert.False(JpegHeader.Read(file).IsSrgb);
        Assert.InRange(TestPictures.MeanDifference(picture.Rgb, decoder.Decode(file).Rgb), 0, 4);
    }

    [Fact]
    public void Of_an_animation_the_first_frame_is_taken()
    {
        // A GIF of two frames, put together by hand from two of one frame: the second's image block goes before the first's end.
        var first = PictureWriter.Encode(TestPictures.Solid(20, 20, 250, 10, 10), "gifsave_buffer");
        var second = PictureWriter.Encode(TestPictures.Solid(20, 20, 10, 10, 250), "gifsave_buffer");
        byte[] animated = [.. first.AsSpan(0, first.Length - 1), .. second.AsSpan(Array.LastIndexOf(second, (byte)0x2C))];
        var decoded = decoder.Decode(animated);
        Assert.Equal((20, 20), (decoded.Height, decoded.Width));
        Assert.InRange(decoded.Rgb[0], 200, 255);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(13, 1)]
    [InlineData(31, 97)]
    public void Tiny_and_odd_sizes_are_decoded(int height, int width)
    {
        var picture = TestPictures.Gradient(height, width);
        foreach (var file in (byte[][])[TestPictures.Jpeg(picture), PictureWriter.EncodePng(picture)])
        {
            var decoded = decoder.Decode(file);
            Assert.Equal((height, width), (decoded.Height, decoded.Width));
            Assert.InRange(TestPictures.MeanDifference(picture.Rgb, decoded.Rgb), 0, 4);
        }
    }

    [Fact]
    public void An_empty_file_is_refused() => Assert.Contains("empty", Refuse([]), StringComparison.Ordinal);

    [Fact]
    public void Text_is_refused() => Assert.Contains("not a picture", Refuse("This is no picture at all, only text."u8.ToArray()), StringComparison.Ordinal);

    [Theory]
    [InlineData("jpegsave_buffer")]
    [InlineData("pngsave_buffer")]
    [InlineData("webpsave_buffer")]
    [InlineData("tiffsave_buffer")]
    [InlineData("gifsave_buffer")]
    public void A_file_cut_short_anywhere_is_refused_in_one_line(string saver)
    {
        var file = PictureWriter.Encode(TestPictures.Noise(48, 64, 1), saver);
        foreach (var part in (double[])[0.02, 0.1, 0.5, 0.9])
        {
            var message = Refuse(file[..(int)(file.Length * part)]);
            Assert.DoesNotContain('\n', message);
            Assert.NotEmpty(message);
        }
    }

    [Fact]
    public void A_damaged_jpeg_is_refused()
    {
        var file = TestPictures.Jpeg(TestPictures.Noise(64, 64, 2));
        file.AsSpan(file.Length / 2, 40).Fill(0xFF);
        Assert.Contains("damaged JPEG", Refuse(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_left_before_a_jpegs_end_do_no_harm()
    {
        var picture = TestPictures.Gradient(32, 32);
        var file = TestPictures.Jpeg(picture);
        byte[] padded = [.. file.AsSpan(0, file.Length - 2), 0, 0, 0, 0, 0xFF, 0xD9];
        Assert.InRange(TestPictures.MeanDifference(picture.Rgb, decoder.Decode(padded).Rgb), 0, 2);
    }

    [Fact]
    public void Bytes_left_between_a_jpegs_segments_do_no_harm()
    {
        var picture = TestPictures.Gradient(16, 32);
        var file = JpegSurgery.WithOrientation(TestPictures.Jpeg(picture), 6);
        var exifEnd = 4 + file[5] + (256 * file[4]);
        byte[] padded = [.. file.AsSpan(0, exifEnd), 0, 0, .. file.AsSpan(exifEnd)];
        var decoded = decoder.Decode(padded);
        Assert.Equal((32, 16), (decoded.Height, decoded.Width));
        Assert.Equal(decoder.Decode(file).Rgb, decoded.Rgb);
    }

    [Fact]
    public void A_picture_that_claims_too_many_pixels_is_refused_from_its_header()
    {
        var png = TestPng.Write(60000, 60000, 8, TestPng.Rgb, [0, 0, 0]);
        var before = GC.GetTotalAllocatedBytes();
        Assert.Contains("60000×60000", Refuse(png), StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10_000_000);

        var jpeg = TestPictures.Jpeg(TestPictures.Solid(8, 8, 1, 2, 3));
        var frame = jpeg.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        jpeg.AsSpan(frame + 5, 4).Fill(0xFD);
        Assert.Contains("65021×65021", Refuse(jpeg), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_can_be_set_and_are_checked()
    {
        using var small = new PictureDecoder(new DecodingLimits { MaxPixels = 100 });
        Assert.Equal(10, small.Decode(TestPictures.Jpeg(TestPictures.Solid(10, 10, 1, 2, 3))).Width);
        Assert.Throws<UnusableInputException>(() => small.Decode(TestPictures.Jpeg(TestPictures.Solid(10, 11, 1, 2, 3))));
        Assert.Throws<WrongSettingsException>(() => new DecodingLimits { MaxPixels = 0 });
        Assert.Throws<WrongSettingsException>(() => new DecodingLimits { MaxFileBytes = long.MaxValue });
    }

    [Fact]
    public void Random_damage_never_does_worse_than_a_refusal()
    {
        var random = new Random(5);
        var picture = TestPictures.Gradient(40, 40);
        foreach (var saver in (string[])["jpegsave_buffer", "pngsave_buffer", "webpsave_buffer", "tiffsave_buffer", "gifsave_buffer"])
        {
            var good = PictureWriter.Encode(picture, saver);
            for (var i = 0; i < 60; i++)
            {
                var bad = (byte[])good.Clone();
                for (var k = random.Next(1, 6); k > 0; k--)
                    bad[random.Next(bad.Length)] = (byte)random.Next(256);
                var failure = Record.Exception(() => decoder.Decode(bad));
                if (failure is not null)
                    Assert.DoesNotContain('\n', Assert.IsType<UnusableInputException>(failure).Message);
            }
        }
    }

    [Fact]
    public void Failures_of_many_threads_keep_their_own_messages()
    {
        var png = PictureWriter.EncodePng(TestPictures.Noise(40, 40, 3));
        var webp = PictureWriter.Encode(TestPictures.Noise(40, 40, 3), "webpsave_buffer");
        Parallel.For(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            using var own = new PictureDecoder();
            var isPng = i % 2 == 0;
            var message = Assert.Throws<UnusableInputException>(() => own.Decode(isPng ? png.AsSpan(0, 200) : webp.AsSpan(0, 60))).Message;
            Assert.Contains(isPng ? "png" : "webp", message, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(isPng ? "webp" : "png", message, StringComparison.OrdinalIgnoreCase);
        });
    }

    private string Refuse(byte[] file) => Assert.Throws<UnusableInputException>(() => decoder.Decode(file)).Message;

    private void ComesBackFromHeif(int compression)
    {
        var picture = TestPictures.Gradient(64, 96);
        var file = HeifSaverFactAttribute.Save(picture, compression);
        Assert.Equal(PictureFormat.Heif, FormatDetector.Detect(file));
        Assert.InRange(TestPictures.MeanDifference(picture.Rgb, decoder.Decode(file).Rgb), 0, 4);
    }
}
