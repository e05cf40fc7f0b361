using Likeness.Imaging.Decoding;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Decoding;

/// <summary>Both decoders, and one policy for damage.</summary>
public sealed class JpegDecoderTests
{
    private const int Height = 88;
    private const int Width = 120;
    private static readonly byte[] End = [0xFF, 0xD9];

    /// <summary>What costs no pixel: each gives the picture of the whole file, bit for bit.</summary>
    private static readonly (string Name, Func<byte[], byte[]> Do)[] Harmless =
    [
        ("nothing", jpeg => jpeg),
        ("no end", jpeg => jpeg[..^2]),
        ("half an end", jpeg => jpeg[..^1]),
        ("zeros behind", jpeg => [.. jpeg, .. new byte[5000]]),
        ("second picture behind", jpeg => [.. jpeg, .. jpeg]),
        ("film behind", jpeg => [.. jpeg, 0, 0, 0, 24, .. "ftypisom"u8, 0xFF, 0x3A, 0xFF, 0xDA, 0xFF, 0xC4, 7]),
        ("trailer in place of the end", jpeg => [.. jpeg[..^2], .. "MotionPhoto_Data"u8, 1, 2, 3, .. "SEFH"u8, 0, 0, 0, 0]),
        ("trailer with a marker in place of the end", jpeg => [.. jpeg[..^2], .. "MotionPhoto_Data"u8, 0xFF, 0x3A, 5, 6]),
        ("zeros before the end", jpeg => [.. jpeg[..^2], 0, 0, 0, 0, .. End]),
        ("bytes between segments", jpeg => [.. jpeg[..TestJpegs.Scan(jpeg)], 0, 7, 0, .. jpeg[TestJpegs.Scan(jpeg)..]]),
        ("bytes between segments and no end", jpeg => [.. jpeg[..TestJpegs.Scan(jpeg)], 0, 7, 0, .. jpeg[TestJpegs.Scan(jpeg)..^2]]),
        ("fill bytes between segments", jpeg => [.. jpeg[..TestJpegs.Scan(jpeg)], 0xFF, 0xFF, 0xFF, .. jpeg[TestJpegs.Scan(jpeg)..]]),
        ("JFIF of the future", jpeg => JpegSurgery.WithSegment(jpeg, 0xE0, [.. "JFIF\0"u8, 3, 1, 0, 0, 1, 0, 1, 0, 0])),
        ("unknown Adobe transform", jpeg => JpegSurgery.WithSegment(jpeg, 0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 5])),
    ];

    /// <summary>What costs pixels.</summary>
    private static readonly (string Name, Func<byte[], byte[]> Do)[] Lossy =
    [
        ("the last bytes cut", jpeg => jpeg[..^6]),
        ("the last bytes cut and an end", jpeg => [.. jpeg[..^6], .. End]),
        ("half cut", jpeg => jpeg[..(jpeg.Length / 2)]),
        ("half cut and an end", jpeg => [.. jpeg[..(jpeg.Length / 2)], .. End]),
        ("half cut behind a harmless fault", jpeg => [.. jpeg[..TestJpegs.Scan(jpeg)], 0, 7, 0, .. jpeg[TestJpegs.Scan(jpeg)..(jpeg.Length / 2)]]),
        ("half cut behind a harmless fault, and an end", jpeg => [.. jpeg[..TestJpegs.Scan(jpeg)], 0, 7, 0, .. jpeg[TestJpegs.Scan(jpeg)..(jpeg.Length / 2)], .. End]),
        ("half cut and a second picture", jpeg => [.. jpeg[..(jpeg.Length / 2)], .. jpeg]),
        ("overwritten", jpeg => [.. jpeg[..(jpeg.Length / 2)], .. Enumerable.Repeat((byte)0xFF, 40), .. jpeg[((jpeg.Length / 2) + 40)..]]),
        ("a marker in the data", jpeg => [.. jpeg[..(jpeg.Length / 2)], 0xFF, 0xE0, 0, 4, 1, 2, .. jpeg[(jpeg.Length / 2)..]]),
        ("no data", jpeg => [.. jpeg[..(TestJpegs.Scan(jpeg) + 14)], .. End]),
    ];

    public static TheoryData<string, string> HarmlessFaults => Table(Harmless);

    public static TheoryData<string, string> LossyFaults => Table(Lossy);

    [Theory]
    [MemberData(nameof(HarmlessFaults))]
    public void What_costs_no_pixel_is_read_by_either_decoder(string kind, string fault)
    {
        var good = TestJpegs.Make(kind, TestPictures.Noise(Height, Width, 4));
        var bad = Harmless.Single(known => known.Name == fault).Do(good);
        foreach (var turbo in TestJpegs.Decoders)
        {
            foreach (var scale in (int[])[1, 2, 8])
                Assert.Equal(Decode(good, turbo, scale), Decode(bad, turbo, scale));
        }
    }

    [Theory]
    [MemberData(nameof(LossyFaults))]
    public void Lost_pixels_are_refused_by_either_decoder(string kind, string fault)
    {
        var bad = Lossy.Single(known => known.Name == fault).Do(TestJpegs.Make(kind, TestPictures.Noise(Height, Width, 4)));
        foreach (var turbo in TestJpegs.Decoders)
        {
            foreach (var scale in (int[])[1, 2, 8])
                Assert.StartsWith("damaged JPEG: ", Assert.Throws<BadPictureException>(() => Decode(bad, turbo, scale)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("4:4:4")]
    [InlineData("grey")]
    [InlineData("restarts")]
    public void Wrong_numbers_in_the_header_of_a_sequential_scan_do_no_harm(string kind)
    {
        var good = TestJpegs.Make(kind, TestPictures.Noise(Height, Width, 5));
        var bad = (byte[])good.Clone();
        var scan = TestJpegs.Scan(bad);
        var numbers = scan + 2 + bad[scan + 3] - 3;
        Assert.Equal([0, 63, 0], bad[numbers..(numbers + 3)]);
        bad[numbers + 1] = 0;
        foreach (var turbo in TestJpegs.Decoders)
        {
            Assert.Equal(Decode(good, turbo, 1), Decode(bad, turbo, 1));
            Assert.Throws<BadPictureException>(() => Decode(bad[..(bad.Length / 2)], turbo, 1));
        }
    }

    [Fact]
    public void A_progressive_picture_that_stops_between_two_scans_is_refused()
    {
        var good = TestJpegs.Make("progressive", TestPictures.Noise(Height, Width, 6));
        var cuts = 0;
        for (var at = TestJpegs.Scan(good) + 2; at < good.Length - 1; at++)
        {
            if (good[at] != 0xFF || good[at + 1] is not (0xC4 or 0xDA))
                continue;
            cuts++;
            foreach (var turbo in TestJpegs.Decoders)
                Assert.Throws<BadPictureException>(() => Decode(good[..at], turbo, 1));
        }
        Assert.InRange(cuts, 5, 100);
    }

    [TurboFact]
    public void Both_decoders_give_the_same_pixels_at_every_scale()
    {
        foreach (var kind in TestJpegs.Kinds)
        {
            var file = TestJpegs.Make(kind, TestPictures.Noise(Height, Width, 7));
            foreach (var scale in (int[])[1, 2, 4, 8])
                Assert.Equal(Decode(file, true, scale), Decode(file, false, scale));
            // Part of a pixel more or less at the edge is all that the fit can see.
            var odd = TestJpegs.Make(kind, TestPictures.Gradient(1003, 1501));
            Assert.InRange(TestPictures.MeanDifference(Fit(odd, true), Fit(odd, false)), 0, 1);
        }
    }

    [Theory]
    [InlineData(1000, 1000, 125, 125, true, 8)]
    [InlineData(1000, 1000, 126, 125, true, 4)]
    [InlineData(1001, 1001, 126, 126, true, 8)]
    [InlineData(1001, 1001, 126, 126, false, 4)]
    [InlineData(1, 60000, 64, 64, true, 1)]
    [InlineData(1000, 20000, 64, 64, true, 8)]
    [InlineData(20, 20, int.MaxValue, int.MaxValue, false, 1)]
    public void The_scale_is_the_smallest_that_still_covers(int height, int width, int wantedHeight, int wantedWidth, bool roundsUp, int scale) =>
        Assert.Equal(scale, JpegDecoder.Covering(new JpegHeader(height, width, 3, false, 0, Orientation.Upright, true), wantedHeight, wantedWidth, roundsUp));

    [Fact]
    public void The_choice_can_be_forced()
    {
        Assert.Contains("LIKENESS_JPEG", JpegDecoders.Choose("libvips"), StringComparison.Ordinal);
        Assert.Contains("'jpegli'", Assert.Throws<WrongSettingsException>(() => JpegDecoders.Choose("jpegli")).Message, StringComparison.Ordinal);
        if (JpegDecoders.HasTurbo)
            Assert.Null(JpegDecoders.Choose("turbo"));
        else
            Assert.Contains("libturbojpeg", Assert.Throws<UnusableInputException>(() => JpegDecoders.Choose("turbo")).Message, StringComparison.Ordinal);
    }

    [TurboFact]
    public void The_version_is_found_in_the_library_itself()
    {
        Assert.Equal("3.1.0", JpegDecoders.VersionIn("xx\0libjpeg-turbo version 3.1.0 (build 1)\0"u8));
        Assert.Null(JpegDecoders.VersionIn("libjpeg"u8));
        if (JpegDecoders.WhyNotTurbo is null)
            Assert.Matches(@"^libjpeg-turbo (\d+\.\d|\()", JpegDecoders.InUse);
    }

    private static TheoryData<string, string> Table((string Name, Func<byte[], byte[]> Do)[] faults)
    {
        var table = new TheoryData<string, string>();
        foreach (var kind in TestJpegs.Kinds)
        {
            foreach (var fault in faults)
                table.Add(kind, fault.Name);
        }
        return table;
    }

    private static byte[] Fit(byte[] jpeg, bool turbo)
    {
        using var reader = new PictureReader(null, turbo);
        var fitted = new byte[40 * 40 * 3];
        reader.Decode(jpeg, 40, 40, fitted);
        return fitted;
    }

    private static byte[] Decode(byte[] jpeg, bool turbo, int scale)
    {
        using var decoder = new JpegDecoder(DecodingLimits.Default, turbo);
        var stored = decoder.Decode(jpeg, new ReusedBuffer(), Height / scale, Width / scale);
        return stored.Rgb[..(stored.Height * stored.Width * 3)];
    }
}
