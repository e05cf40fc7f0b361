using Likeness.Imaging.Decoding;
using Likeness.Imaging.Tests.Support;
using Likeness.Imaging.Vips;

namespace Likeness.Imaging.Tests.Decoding;

public sealed class PictureDecodersTests : IDisposable
{
    private readonly PictureDecoder decoder = new();

    public void Dispose() => decoder.Dispose();

    [Fact]
    public void They_name_the_libvips_in_use_and_where_it_is_from()
    {
        var decoders = PictureDecoders.Current;
        Assert.Equal(VipsLibrary.Binary.Version.ToString(), decoders.Libvips);
        Assert.Contains(decoders.Origin, (string[])["system", "bundled", "given"]);
        Assert.True(File.Exists(decoders.File), decoders.File);
    }

    [Theory]
    [InlineData("HEIC (HEVC)", "heifsave_buffer", 1)]
    [InlineData("AVIF (AV1)", "heifsave_buffer", 4)]
    [InlineData("JPEG XL", "jxlsave_buffer", 0)]
    [InlineData("JPEG 2000", "jp2ksave_buffer", 0)]
    public void What_they_say_is_what_the_decoder_does(string kind, string saver, int compression)
    {
        var decoders = PictureDecoders.Current;
        Assert.Contains(kind, decoders.Reads.Concat(decoders.Lacks));
        var picture = TestPictures.Solid(24, 24, 200, 60, 40);
        byte[] file;
        try
        {
            file = TestVips.Save(picture, saver, null, compression == 0 ? [] : [("compression", compression)]);
        }
        catch (UnusableInputException)
        {
            Assert.DoesNotContain(kind, decoders.Reads.Where(static name => name is "JPEG XL" or "JPEG 2000")); // these come with their writers
            return;
        }
        if (decoders.Reads.Contains(kind))
            Assert.InRange(TestPictures.MeanDifference(picture.Rgb, decoder.Decode(file).Rgb), 0, 6);
        else
            Assert.Contains(kind, Refuse(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_whose_decoder_is_missing_is_refused_by_the_name_of_the_decoder()
    {
        var lacks = PictureDecoders.Current.Lacks;
        foreach ((var name, var file) in VipsFormats.SampleFiles)
        {
            if (!lacks.Contains(name))
                Assert.NotEmpty(decoder.Decode(file).Rgb);
            else if (!name.StartsWith("TIFF", StringComparison.Ordinal))
                Assert.Contains($"no decoder for {name} here", Refuse(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_sequence_without_a_still_picture_is_refused_by_what_it_is()
    {
        byte[] film = [0, 0, 0, 24, .. "ftypavis"u8, 0, 0, 0, 0, .. "avisav01"u8, 0, 0, 0, 12, .. "moov"u8, 0, 0, 0, 0];
        Assert.Contains("without a still picture", Refuse(film), StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_of_the_reader_changes_with_the_decoders_and_the_limits()
    {
        var version = PictureReader.Version;
        Assert.Contains(PictureDecoders.Current.ToString(), version, StringComparison.Ordinal);
        Assert.NotEqual(version, PictureReader.VersionFor(new DecodingLimits { MaxPixels = 1000 }));
        Assert.NotEqual(version, PictureReader.VersionFor(new DecodingLimits { MaxFileBytes = 1000 }));
        var decoders = PictureDecoders.Current;
        foreach (var other in (PictureDecoders[])[decoders with { Libvips = "8.99" }, decoders with { Origin = "other" }, decoders with { Jpeg = "other" }, decoders with { Reads = [] }])
            Assert.NotEqual(decoders.ToString(), other.ToString());
    }

    private string Refuse(byte[] file) => Assert.Throws<UnusableInputException>(() => decoder.Decode(file)).Message;
}
