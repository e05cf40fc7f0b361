using System.Buffers.Binary;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Scanning;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Decoding;

public sealed class RawPreviewTests : IDisposable
{
    private static readonly Pixels Picture = TestPictures.Gradient(48, 64);
    private static readonly byte[] Large = TestPictures.Jpeg(Picture);
    private static readonly byte[] Small = TestPictures.Jpeg(TestPictures.Solid(12, 16, 200, 0, 0));
    private readonly PictureDecoder decoder = new();

    public void Dispose() => decoder.Dispose();

    [Fact]
    public void The_largest_preview_is_the_picture() =>
        Assert.Equal(decoder.Decode(Large).Rgb, decoder.Decode(TestRaw.WithPreviews(Small, Large)).Rgb);

    [Fact]
    public void The_raw_files_orientation_turns_the_preview()
    {
        var turned = decoder.Decode(TestRaw.WithPreviews(Small, Large, orientation: 6));
        var expected = decoder.Decode(JpegSurgery.WithOrientation(Large, 6));
        Assert.Equal((64, 48), (turned.Height, turned.Width));
        Assert.Equal(expected.Rgb, turned.Rgb);
    }

    [Fact]
    public void Raw_data_that_is_coded_as_a_lossless_jpeg_is_no_preview()
    {
        var lossless = (byte[])TestPictures.Jpeg(TestPictures.Noise(200, 200, 1)).Clone();
        lossless[lossless.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 1] = 0xC3;
        Assert.Equal(decoder.Decode(Large).Rgb, decoder.Decode(TestRaw.WithPreviews(lossless, Large)).Rgb);
    }

    [Fact]
    public void Without_a_preview_a_raw_file_is_refused_and_never_read_as_noise()
    {
        var raw = new TestRaw();
        var sensor = raw.Add(TestPictures.Noise(64, 43, 1).Rgb);
        var file = raw.Finish(raw.AddDirectory(0, (256, 64), (257, 64), (258, 16), (259, 1), (262, 32803), (273, sensor), (277, 1), (278, 64), (279, 64 * 64 * 2)));
        Assert.Contains("raw camera file without a preview", Refuse(file), StringComparison.Ordinal);
        Assert.Contains("raw camera file without a preview", Refuse([.. "FUJIFILMCCD-RAW 0201"u8, .. new byte[200]]), StringComparison.Ordinal);
        Assert.Contains("raw camera file without a preview", Refuse([0, 0, 0, 24, .. "ftypcrx "u8, .. new byte[200]]), StringComparison.Ordinal);
        Assert.Contains("raw camera file without a preview", Refuse([.. "IIU\0"u8, 8, 0, 0, 0, .. new byte[200]]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_first_page_beside_raw_data_is_the_picture()
    {
        var raw = new TestRaw();
        uint page = raw.Add(Picture.Rgb), sensorData = raw.Add(new byte[64 * 64 * 2]), eight = raw.Add([8, 0, 8, 0, 8, 0]);
        _ = eight;
        var sensor = raw.AddDirectory(0, (256, 64), (257, 64), (258, 16), (259, 1), (262, 32803), (273, sensorData), (277, 1), (278, 64), (279, 64 * 64 * 2));
        var file = raw.Finish(raw.AddDirectory(
            0, (254, 1), (256, 64), (257, 48), (258, 8), (259, 1), (262, 2), (273, page), (274, 1), (277, 3), (278, 48), (279, (uint)Picture.Rgb.Length), (284, 1), (330, sensor), (50706, 0x0401)));
        Assert.Equal(Picture.Rgb, decoder.Decode(file).Rgb);
    }

    [Fact]
    public void A_tiff_that_is_not_raw_stays_one()
    {
        var tiff = Likeness.Imaging.Drawing.PictureWriter.Encode(Picture, "tiffsave_buffer");
        Assert.Null(RawPreview.Find(tiff));
        Assert.Equal(Picture.Rgb, decoder.Decode(tiff).Rgb);
    }

    [Fact]
    public void Panasonic_fujifilm_olympus_and_canon_keep_their_previews_elsewhere()
    {
        var panasonic = new TestRaw("IIU\0");
        var blob = panasonic.Add(Large);
        var rw2 = panasonic.Finish(panasonic.AddDirectory(0, (0x2E, blob)));
        BinaryPrimitives.WriteUInt32LittleEndian(rw2.AsSpan(rw2.Length - 4 - 8), (uint)Large.Length); // a count of bytes
        BinaryPrimitives.WriteUInt16LittleEndian(rw2.AsSpan(rw2.Length - 4 - 10), 7);
        var raf = new byte[92];
        "FUJIFILMCCD-RAW 0201"u8.CopyTo(raf);
        BinaryPrimitives.WriteUInt32BigEndian(raf.AsSpan(84), 92);
        BinaryPrimitives.WriteUInt32BigEndian(raf.AsSpan(88), (uint)Large.Length);
        byte[] orf = [.. "IIRO"u8, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. Small, .. Large, .. new byte[50]];
        byte[] cr3 = [0, 0, 0, 24, .. "ftypcrx "u8, .. new byte[12], 0, 0, 0, 50, .. "CMT1"u8, .. JpegSurgery.Exif(6, true), .. Small, .. Large];
        Assert.Equal(decoder.Decode(Large).Rgb, decoder.Decode(rw2).Rgb);
        Assert.Equal(decoder.Decode(Large).Rgb, decoder.Decode([.. raf, .. Large, .. new byte[300]]).Rgb);
        Assert.Equal(decoder.Decode(Large).Rgb, decoder.Decode(orf).Rgb);
        Assert.Equal(decoder.Decode(JpegSurgery.WithOrientation(Large, 6)).Rgb, decoder.Decode(cr3).Rgb);
    }

    [Fact]
    public void Directories_that_lead_in_circles_or_nowhere_end()
    {
        var raw = new TestRaw();
        var at = raw.Add(Large);
        var self = raw.AddDirectory(0, (259, 7), (262, 6), (273, at), (279, (uint)Large.Length), (330, uint.MaxValue), (50706, 1));
        var file = raw.Finish(self);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(file.Length - 4), self);
        Assert.Equal(decoder.Decode(Large).Rgb, decoder.Decode(file).Rgb);
        // A thousand directories, each leading to all others, are not all visited.
        var many = new TestRaw();
        var last = 0u;
        for (var i = 0; i < 1000; i++)
            last = many.AddDirectory(last, (330, last), (50706, 1));
        Assert.Contains("raw", Refuse(many.Finish(last)), StringComparison.Ordinal);
    }

    [Fact]
    public void Raw_files_are_scanned_for()
    {
        foreach (var name in (string[])["a.DNG", "a.cr2", "a.cr3", "a.nef", "a.arw", "a.orf", "a.rw2", "a.raf", "a.pef", "a.srw"])
            Assert.True(PictureExtensions.Match(name), name);
    }

    private string Refuse(byte[] file) => Assert.Throws<UnusableInputException>(() => decoder.Decode(file)).Message;
}
