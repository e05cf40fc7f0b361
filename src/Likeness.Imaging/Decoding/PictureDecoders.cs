using Likeness.Imaging.Vips;

namespace Likeness.Imaging.Decoding;

/// <summary>Which libraries decode pictures on this machine, and what they read.</summary>
/// <param name="Libvips">Its version.</param>
/// <param name="Origin"><c>system</c>, <c>bundled</c> (it came with this library) or <c>given</c> (<c>LIKENESS_LIBVIPS</c> names it).</param>
/// <param name="File">The file of libvips.</param>
/// <param name="Jpeg">What reads JPEGs: <c>libjpeg-turbo</c> with its version, or <c>libvips</c>.</param>
/// <param name="Reads">The kinds of files that are read.</param>
/// <param name="Lacks">The kinds that would be read if their decoders were there.</param>
/// <param name="Gain">What would be gained by installing what, in a sentence; null where nothing is missing.</param>
public sealed record PictureDecoders(
    string Libvips, string Origin, string File, string Jpeg, IReadOnlyList<string> Reads, IReadOnlyList<string> Lacks, string? Gain)
{
    private static readonly string[] Always = ["JPEG", "PNG", "WebP", "GIF", "TIFF", "BMP"];
    private static readonly Lazy<PictureDecoders> Found = new(Find, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Those of this process; found out at the first call, which tries each decoder on a picture of a few bytes.</summary>
    /// <exception cref="UnusableInputException">There is no libvips that can be used.</exception>
    public static PictureDecoders Current => Found.Value;

    /// <summary>All of it in a line that changes whenever another decoder reads, or one more or less is there.</summary>
    public override string ToString() => $"libvips {Libvips} ({Origin}), JPEG by {Jpeg}, reads {string.Join(", ", Reads)}";

    private static PictureDecoders Find()
    {
        var binary = VipsLibrary.Binary;
        var kinds = VipsFormats.All;
        string[] lacks = [.. kinds.Where(static kind => !kind.IsRead).Select(static kind => kind.Name)];
        string[] gains = [.. Gains(lacks)];
        return new PictureDecoders(
            binary.Version.ToString(), binary.Origin, binary.FilePath, JpegDecoders.InUse,
            [.. Always, .. kinds.Where(static kind => kind.IsRead).Select(static kind => kind.Name)], lacks,
            gains.Length == 0 ? null : string.Join("; ", gains));
    }

    private static IEnumerable<string> Gains(string[] lacks)
    {
        if (lacks.Length > 0)
            yield return $"not read here: {string.Join(", ", lacks)}: {VipsFormats.Advice(lacks[0])}";
        if (JpegDecoders.WhyNotTurbo is { } why)
            yield return $"JPEGs would be read several times as fast with libjpeg-turbo: {why}";
    }
}
