using Likeness.Imaging.Decoding;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Decoding;

public sealed class OrientationTests
{
    /// <summary>Where the upright picture's pixel (y, x) lies in the stored one, from the table of the Exif standard.</summary>
    private static (int Y, int X) Stored(int orientation, int y, int x, int height, int width) => orientation switch
    {
        1 => (y, x),
        2 => (y, width - 1 - x),
        3 => (height - 1 - y, width - 1 - x),
        4 => (height - 1 - y, x),
        5 => (x, y),
        6 => (height - 1 - x, y),
        7 => (height - 1 - x, width - 1 - y),
        _ => (x, width - 1 - y),
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Every_orientation_is_turned_upright_by_both_decoders_and_by_the_fit(int orientation)
    {
        var stored = TestPictures.Gradient(24, 40);
        var expected = orientation >= 5 ? new Pixels(40, 24) : new Pixels(24, 40);
        for (var y = 0; y < expected.Height; y++)
        {
            for (var x = 0; x < expected.Width; x++)
            {
                (var sy, var sx) = Stored(orientation, y, x, 24, 40);
                stored.Rgb.AsSpan(((sy * 40) + sx) * 3, 3).CopyTo(expected.Rgb.AsSpan(((y * expected.Width) + x) * 3));
            }
        }
        var jpeg = JpegSurgery.WithOrientation(TestPictures.Jpeg(stored), orientation, little: orientation % 2 == 0);
        using var decoder = new PictureDecoder();
        using var reader = new PictureReader();
        using var folder = new TemporaryFolder();

        var decoded = decoder.Decode(jpeg);
        Assert.Equal((expected.Height, expected.Width), (decoded.Height, decoded.Width));
        Assert.InRange(TestPictures.MeanDifference(expected.Rgb, decoded.Rgb), 0, 2);

        // The same through libvips: a colour profile that is not sRGB's sends it there.
        var viaVips = decoder.Decode(JpegSurgery.WithSegment(jpeg, 0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. new byte[200]]));
        Assert.Equal((expected.Height, expected.Width), (viaVips.Height, viaVips.Width));
        Assert.InRange(TestPictures.MeanDifference(expected.Rgb, viaVips.Rgb), 0, 2);

        byte[] fitted = new byte[expected.Height / 2 * (expected.Width / 2) * 3], reference = new byte[fitted.Length];
        reader.Read(folder.Write(jpeg, "x.jpg"), expected.Height / 2, expected.Width / 2, fitted);
        new Likeness.Imaging.Fitting.CoverFit().Fit(expected.Rgb, expected.Height, expected.Width, reference, expected.Height / 2, expected.Width / 2);
        Assert.InRange(TestPictures.MeanDifference(reference, fitted), 0, 2);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    public void Every_format_that_carries_exif_is_turned_alike(int orientation)
    {
        var stored = TestPictures.Gradient(24, 40);
        using var decoder = new PictureDecoder();
        var expected = decoder.Decode(JpegSurgery.WithOrientation(TestPictures.Jpeg(stored), orientation));
        var png = Likeness.Imaging.Drawing.PictureWriter.EncodePng(stored);
        var webp = Likeness.Imaging.Drawing.PictureWriter.Encode(stored, "webpsave_buffer", ("lossless", true));
        var block = JpegSurgery.Exif(orientation, little: false);
        var end = png.Length - 12;
        foreach (var (name, file) in ((string, byte[])[])[
            ("PNG, before the picture", [.. png[..33], .. Chunk(block), .. png[33..]]),
            ("PNG, behind the picture", [.. png[..end], .. Chunk(block), .. png[end..]]),
            ("PNG, with a JPEG's beginning", [.. png[..end], .. Chunk([.. "Exif\0\0"u8, .. block]), .. png[end..]]),
            ("WebP", WithExif(webp, block)),
            ("WebP, with a JPEG's beginning", WithExif(webp, [.. "Exif\0\0"u8, .. block]))])
        {
            var decoded = decoder.Decode(file);
            Assert.Equal((name, expected.Height, expected.Width), (name, decoded.Height, decoded.Width));
            Assert.InRange(TestPictures.MeanDifference(expected.Rgb, decoded.Rgb), 0, 4);
        }
    }

    [Fact]
    public void Damaged_exif_stops_no_picture()
    {
        var stored = TestPictures.Gradient(24, 40);
        var png = Likeness.Imaging.Drawing.PictureWriter.EncodePng(stored);
        var webp = Likeness.Imaging.Drawing.PictureWriter.Encode(stored, "webpsave_buffer", ("lossless", true));
        var jpeg = TestPictures.Jpeg(stored);
        var random = new Random(11);
        foreach (var turbo in TestJpegs.Decoders)
        {
            using var decoder = new PictureDecoder(null, turbo);
            for (var i = 0; i < 60; i++)
            {
                byte[] block = [.. JpegSurgery.Exif(6, little: i % 2 == 0), .. new byte[20]];
                for (var k = 0; k < 6; k++)
                    block[random.Next(4, block.Length)] = (byte)random.Next(256);
                block = block[..random.Next(block.Length + 1)];
                foreach (var file in (byte[][])[[.. png[..33], .. Chunk(block), .. png[33..]], WithExif(webp, block), JpegSurgery.WithSegment(jpeg, 0xE1, [.. "Exif\0\0"u8, .. block])])
                    Assert.Equal(24 * 40 * 3, decoder.Decode(file).Rgb.Length);
            }
        }
    }

    private static byte[] Chunk(byte[] exif)
    {
        byte[] named = [.. "eXIf"u8, .. exif];
        var chunk = new byte[exif.Length + 12];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(chunk, exif.Length);
        named.CopyTo(chunk, 4);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(exif.Length + 8), TestPng.Checksum(named));
        return chunk;
    }

    // The extended form: VP8X says that there is Exif, the picture follows, then the block.
    private static byte[] WithExif(byte[] webp, byte[] exif)
    {
        // The writer may have used that form itself, with a block of its own.
        var content = webp.AsSpan(webp.AsSpan().IndexOf("VP8L"u8));
        var own = content.IndexOf("EXIF"u8);
        content = own < 0 ? content : content[..own];
        byte[] file = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 8, 0, 0, 0, 39, 0, 0, 23, 0, 0, .. content, .. "EXIF"u8, 0, 0, 0, 0, .. exif, .. new byte[exif.Length & 1]];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(file.Length - exif.Length - (exif.Length & 1) - 4), exif.Length);
        return file;
    }

    [Fact]
    public void Damaged_exif_counts_as_upright()
    {
        var good = JpegSurgery.Exif(6, little: true);
        Assert.Equal(Orientation.Rotated90, ExifOrientation.Read(good));
        Assert.Equal(Orientation.Rotated90, ExifOrientation.Read(JpegSurgery.Exif(6, little: false)));
        for (var length = 0; length < good.Length - 8; length++)
            Assert.Equal(Orientation.Upright, ExifOrientation.Read(good.AsSpan(0, length)));
        Assert.Equal(Orientation.Upright, ExifOrientation.Read(JpegSurgery.Exif(9, little: true)));
        Assert.Equal(Orientation.Upright, ExifOrientation.Read(JpegSurgery.Exif(0, little: true)));
        var far = (byte[])good.Clone();
        far.AsSpan(4, 4).Fill(0xFF);
        Assert.Equal(Orientation.Upright, ExifOrientation.Read(far));
    }

    [Fact]
    public void Random_exif_never_throws()
    {
        var random = new Random(3);
        for (var i = 0; i < 3000; i++)
        {
            var block = JpegSurgery.Exif(6, little: i % 2 == 0);
            for (var k = 0; k < 4; k++)
                block[random.Next(4, block.Length)] = (byte)random.Next(256);
            Assert.InRange((int)ExifOrientation.Read(block.AsSpan(0, random.Next(block.Length + 1))), 1, 8);
        }
    }
}
