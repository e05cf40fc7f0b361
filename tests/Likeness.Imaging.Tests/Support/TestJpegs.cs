using Likeness.Imaging.Decoding;

namespace Likeness.Imaging.Tests.Support;

/// <summary>JPEGs of the kinds that are coded differently, and the decoders that this machine has.</summary>
internal static class TestJpegs
{
    public static readonly string[] Kinds = ["4:4:4", "4:2:0", "grey", "restarts", "progressive", "progressive 4:2:0"];

    /// <summary>Whether libjpeg-turbo reads: both where it is installed.</summary>
    public static readonly bool[] Decoders = JpegDecoders.HasTurbo ? [true, false] : [false];

    public static byte[] Make(string kind, Pixels picture)
    {
        // By its number (on 1, off 2): NetVips's own type would load a libvips before it is chosen.
        var subsampling = kind.EndsWith("4:2:0", StringComparison.Ordinal) ? 1 : 2;
        return TestVips.Save(
            picture, "jpegsave_buffer", kind == "grey" ? static image => image.Colourspace(NetVips.Enums.Interpretation.Bw) : null,
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
