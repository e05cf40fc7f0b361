using System.Globalization;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Decoding;

/// <summary>Files that were bent: bytes changed, cut out, doubled, two files joined. Each is read or refused; the seed says which ones they are.</summary>
public sealed class MutationTests
{
    private const int Few = 40;
    private const int Many = 4000;
    private const long MostPixels = 1 << 22;

    private static int Trials => Environment.GetEnvironmentVariable("LIKENESS_HEAVY") == "1" ? Many : Few;

    public static TheoryData<string> Kinds => [.. Writers.Keys];

    private static readonly Dictionary<string, Func<Pixels, byte[]>> Writers = new(StringComparer.Ordinal)
    {
        ["PNG"] = static picture => TestVips.Save(picture, "pngsave_buffer", null),
        ["PNG, interlaced"] = static picture => TestVips.Save(picture, "pngsave_buffer", null, ("interlace", true)),
        ["PNG, palette"] = static picture => TestVips.Save(picture, "pngsave_buffer", null, ("palette", true)),
        ["WebP"] = static picture => TestVips.Save(picture, "webpsave_buffer", null),
        ["WebP, lossless"] = static picture => TestVips.Save(picture, "webpsave_buffer", null, ("lossless", true)),
        ["GIF"] = static picture => TestVips.Save(picture, "gifsave_buffer", null),
        ["TIFF"] = static picture => TestVips.Save(picture, "tiffsave_buffer", null),
        ["TIFF, LZW, tiled"] = static picture => TestVips.Save(picture, "tiffsave_buffer", null, ("compression", 5), ("tile", true), ("predictor", 2)),
        ["TIFF, Deflate"] = static picture => TestVips.Save(picture, "tiffsave_buffer", null, ("compression", 2)),
        ["TIFF, JPEG"] = static picture => TestVips.Save(picture, "tiffsave_buffer", null, ("compression", 1)),
        ["TIFF, fax"] = static picture => TestVips.Save(picture, "tiffsave_buffer", static image => image.Colourspace(NetVips.Enums.Interpretation.Bw), ("compression", 4), ("bitdepth", 1)),
        ["TIFF, floats"] = static picture => TestVips.SaveNumbers(Array.ConvertAll(picture.Rgb, static b => b / 255f), picture.Height, picture.Width, 3),
        ["HEIC"] = static picture => TestVips.Save(picture, "heifsave_buffer", null, ("compression", 1)),
        ["AVIF"] = static picture => TestVips.Save(picture, "heifsave_buffer", null, ("compression", 4)),
        ["JPEG XL"] = static picture => TestVips.Save(picture, "jxlsave_buffer", null),
        ["JPEG 2000"] = static picture => TestVips.Save(picture, "jp2ksave_buffer", null),
        ["JPEG through libvips"] = static picture => TestVips.Save(picture, "jpegsave_buffer", static image => image.Colourspace(NetVips.Enums.Interpretation.Cmyk)),
        ["BMP, runs"] = static picture => TestBmp.Write(2, 2, 8, 1, [1, 2, 1, 3, 0, 0, 1, 0, 1, 1, 0, 1], [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0]),
        ["BMP"] = static picture => TestBmp.Write(picture.Width, picture.Height, 24, 0, picture.Rgb),
        ["BMP, fields"] = static picture => TestBmp.Write(
            picture.Width, picture.Height / 2, 32, 3, picture.Rgb, masks: [0xFF0000, 0xFF00, 0xFF, 0xFF000000], headerBytes: 108),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_bent_file_is_read_or_refused(string kind)
    {
        byte[] good;
        try
        {
            good = Writers[kind](TestPictures.Noise(40, 48, 1));
        }
        catch (UnusableInputException)
        {
            return; // this libvips does not write it; the samples of PictureDecoders are the same formats
        }
        using var decoder = new PictureDecoder(new DecodingLimits { MaxPixels = MostPixels });
        _ = decoder.Decode(good);
        for (var seed = 0; seed < Trials; seed++)
        {
            var bent = Bend(good, new Random(seed));
            try
            {
                var read = decoder.Decode(bent);
                Assert.InRange((long)read.Height * read.Width, 1, MostPixels);
            }
            catch (UnusableInputException refused)
            {
                Assert.False(refused.Message.Contains('\n', StringComparison.Ordinal), string.Create(CultureInfo.InvariantCulture, $"{kind}, seed {seed}"));
            }
            catch (IOException)
            {
                // Too little memory for what it claims: said as such, and nothing that the file is blamed for.
            }
        }
    }

    private static byte[] Bend(byte[] good, Random random)
    {
        var bent = good.ToList();
        for (var changes = 1 + random.Next(4); changes > 0 && bent.Count > 8; changes--)
        {
            // Headers are short, and most of what can go wrong stands there: every second change is near the beginning.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(bent.Count, 200) : bent.Count);
            var length = Math.Min(1 + random.Next(64), bent.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bent[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bent[at] = (byte)random.Next(256);
                    break;
                case 2:
                    for (var i = at; i < Math.Min(bent.Count, at + 4); i++)
                        bent[i] = random.Next(2) == 0 ? (byte)0xFF : (byte)0;
                    break;
                case 3:
                    bent.RemoveRange(at, length);
                    break;
                case 4:
                    bent.InsertRange(at, bent.GetRange(at, length));
                    break;
                default:
                    var from = random.Next(good.Length);
                    bent.InsertRange(at, good.AsSpan(from, Math.Min(length, good.Length - from)));
                    break;
            }
        }
        return [.. bent];
    }
}
