using Likeness.Imaging.Decoding;
using NetVips;

namespace Likeness.Imaging.Tests.Support;

/// <summary>JPEGs of the kinds that are coded differently, and the decoders that this machine has.</summary>
internal static class TestJpegs
{
    public static readonly string[] Kinds = ["4:4:4", "4:2:0", "grey", "restarts", "progressive", "progressive 4:2:0"];

    /// <summary>Whether libjpeg-turbo reads: both where it is installed.</summary>
    public static readonly bool[] Decoders = JpegDecoders.HasTurbo ? [true, false] : [false];

    public static byte[] Make(string kind, Pixels picture)
    {
        var subsampling = kind switch { "4:2:0" or "progressive 4:2:0" => Enums.ForeignSubsample.On, _ => Enums.ForeignSubsample.Off };
        return TestVips.Save(
            picture, "jpegsave_buffer", kind == "grey" ? image => image.Colourspace(Enums.Interpretation.Bw) : null,
            ("Q", 90), ("subsample_mode", subsampling), ("interlace", kind.StartsWith("progressive", StringComparison.Ordinal)), ("restart_interval", kind == "restarts" ? 3 : 0));
    }

    /// <summary>Where the header of the first scan begins.</summary>
    public static int Scan(ReadOnlySpan<byte> jpeg)
    {
        var at = 2;
        while (jpeg[at + 1] != 0xDA)
            at += 2 + (256 * jpeg[at + 2]) + jpeg[at + 3];
        return at;
    }

    /// <summary>A copy without its last bytes.</summary>
    public static byte[] Cut(byte[] jpeg, int bytes) => jpeg[..^bytes];
}

/// <summary>Needs libjpeg-turbo, to compare with it.</summary>
public sealed class TurboFactAttribute : FactAttribute
{
    public TurboFactAttribute() => Skip = JpegDecoders.HasTurbo ? null : "skipped: libjpeg-turbo is not installed";
}
