using Likeness.Imaging.Decoding;
using NetVips;

namespace Likeness.Imaging.Vips;

/// <summary>
/// What the libvips in use reads. Whether a codec is there no version of libvips says, so each is tried once, on a picture of a few bytes.
/// </summary>
internal static class VipsFormats
{
    /// <summary>The name of what reads the pictures of most phones.</summary>
    public const string Hevc = "HEIC (HEVC)";

    private const string Av1 = "AVIF (AV1)";
    private const string JpegXl = "JPEG XL";
    private const string Jpeg2000 = "JPEG 2000";

    private static readonly Lazy<IReadOnlyList<(string Name, bool IsRead)>> Probed = new(Probe);

    // 8×8 and 16×16 pixels of one colour.
    private static readonly (string Name, PictureFormat Format, string File)[] Samples =
    [
        (Hevc, PictureFormat.Heif, "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAa1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAACAAAAEGlkYXQAAAAAABAAEAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHRAAEAAAAAAAAAJgACAAEAAAAAAAAAAQAAAAAAAAAIAAAAOGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQIAAAAAAgAAZ3JpZAAAAADYaXBycAAAALZpcGNvAAAAdmh2Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEMAf//A3AAAAMAkAAAAwAAAwAeugJAIQABACpCAQEDcAAAAwCQAAADAAADAB6gIIEFluqumubgQEDAgAAAAwCAAAADAIQiAAEABkQBwXPBiQAAABRpc3BlAAAAAAAAAEAAAABAAAAAFGlzcGUAAAAAAAAAEAAAABAAAAAQcGl4aQAAAAADCAgIAAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAaaXJlZgAAAAAAAAAOZGltZwACAAEAAQAAAC5tZGF0AAAAIigBrwQSE0zg+OnCaD+6L+zZVu48n7SrK+NJn3exGJKp/6A="),
        (Av1, PictureFormat.Heif, "AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAOptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAEOAAEAAAAAAAAAHAAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGF2MDEAAAAAamlwcnAAAABLaXBjbwAAABNjb2xybmNseAACAAIABoAAAAAMYXYxQ4EADAAAAAAUaXNwZQAAAAAAAAAQAAAAEAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgYIDhAAAACRtZGF0EgAKCRgM/9ggQEDQgDINHkA////EAACotPfCkA=="),
        (JpegXl, PictureFormat.Jxl, "/wpBBgHAAJNhCQCACpVRxg1ezvV8+aHDYtrGdYa22rawhLHZXhgkJJzAxoXim2OO4gZCJypJAA=="),
        (Jpeg2000, PictureFormat.Jp2, "AAAADGpQICANCocKAAAAFGZ0eXBqcDIgAAAAAGpwMiAAAAAtanAyaAAAABZpaGRyAAAACAAAAAgAAwcHAAAAAAAPY29scgEAAAAAABAAAACoanAyY/9P/1EALwAAAAAACAAAAAgAAAAAAAAAAAAAAgAAAAIAAAAAAAAAAAAAAwcBAQcBAQcBAf9SAA0BAgABAQAEBAAAiP9cAAVCQAD/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAAAuAAH/k8OFEVBUr4LHxhgRUFSjbR/PsDQUAFyjav1IAAAAMJCX/9k="),
        ("TIFF by Zstandard", PictureFormat.Tiff, "SUkqABwAAAAotS/9AGBVAAAYyDwoAQA6KTcEAAsAAAEDAAEAAAAIAAAAAQEDAAEAAAAIAAAAAgEDAAMAAACmAAAAAwEDAAEAAABQwwAABgEDAAEAAAACAAAAEQEEAAEAAAAIAAAAEgEDAAEAAAABAAAAFQEDAAEAAAADAAAAFgEDAAEAAAAIAAAAFwEEAAEAAAATAAAAHAEDAAEAAAABAAAAAAAAAAgACAAIAA=="),
        ("TIFF by LZMA", PictureFormat.Tiff, "SUkqAEwAAAD9N3pYWgAAAP8S2UECAQMBACEBFnkgxO7gAL8ACl0AZB0ZigvMt8AAAAAAAAABHsABAAAAiDggq6gACvwCAAAAAABZWgsAAAEDAAEAAAAIAAAAAQEDAAEAAAAIAAAAAgEDAAMAAADWAAAAAwEDAAEAAABtiAAABgEDAAEAAAACAAAAEQEEAAEAAAAIAAAAEgEDAAEAAAABAAAAFQEDAAEAAAADAAAAFgEDAAEAAAAIAAAAFwEEAAEAAABEAAAAHAEDAAEAAAABAAAAAAAAAAgACAAIAA=="),
        ("TIFF by WebP", PictureFormat.Tiff, "SUkqAEoAAABSSUZGOgAAAFdFQlBWUDggLgAAALABAJ0BKggACAACADQloAJ0ugAEMAAA/uxw3/gN18W0y/+rQ/9Wh/6tD9uwAAALAAABAwABAAAACAAAAAEBAwABAAAACAAAAAIBAwADAAAA1AAAAAMBAwABAAAAUcMAAAYBAwABAAAAAgAAABEBBAABAAAACAAAABIBAwABAAAAAQAAABUBAwABAAAAAwAAABYBAwABAAAACAAAABcBBAABAAAAQgAAABwBAwABAAAAAQAAAAAAAAAIAAgACAA="),
    ];

    /// <summary>Kinds of files, and whether they are read here.</summary>
    /// <exception cref="UnusableInputException">There is no libvips that can be used.</exception>
    public static IReadOnlyList<(string Name, bool IsRead)> All => Probed.Value;

    /// <summary>The pictures that decoders are tried on.</summary>
    public static IEnumerable<(string Name, byte[] File)> SampleFiles => Samples.Select(static sample => (sample.Name, Convert.FromBase64String(sample.File)));

    /// <summary>The operation of libvips that loads a format; null where none is trusted with it.</summary>
    public static string? LoaderOf(PictureFormat format) => format switch
    {
        PictureFormat.Png => "pngload_source",
        PictureFormat.WebP => "webpload_source",
        PictureFormat.Gif => "gifload_source",
        PictureFormat.Tiff => "tiffload_source",
        PictureFormat.Heif => "heifload_source",
        PictureFormat.Jxl => "jxlload_source",
        PictureFormat.Jp2 => "jp2kload_source",
        _ => null,
    };

    /// <summary>The decoder that a file needs and that is missing here, by its name in <see cref="All"/>; null where none is missing.</summary>
    public static string? MissingFor(ReadOnlySpan<byte> file, PictureFormat format)
    {
        var needed = format switch
        {
            PictureFormat.Jxl => JpegXl,
            PictureFormat.Jp2 => Jpeg2000,
            PictureFormat.Heif => IsoBoxes.Find(file, "meta"u8).IndexOf("hvcC"u8) >= 0 ? Hevc
                : IsoBoxes.Find(file, "meta"u8).IndexOf("av1C"u8) >= 0 ? Av1 : null,
            _ => null,
        };
        return needed is not null && All.Any(kind => kind.Name == needed && !kind.IsRead) ? needed : null;
    }

    /// <summary>How to get a decoder that is missing.</summary>
    public static string Advice(string missing)
    {
        var binary = VipsLibrary.Binary;
        return binary.Origin == VipsBinary.SystemOrigin
            ? $"libvips {binary.Version} of the system was built without it, or a plug-in of it is missing (for HEIC some systems have libheif-plugin-libde265)"
            : $"libvips {binary.Version}, which comes with the program, has none; the system's may have (Debian, Ubuntu: apt-get install libvips42; macOS: brew install vips)";
    }

    private static IReadOnlyList<(string Name, bool IsRead)> Probe() => [.. Samples.Select(static sample => (sample.Name, IsRead(sample.Format, sample.File)))];

    private static bool IsRead(PictureFormat format, string file)
    {
        var bytes = Convert.FromBase64String(file);
        try
        {
            return VipsWork.Run(() => Reads(bytes, format), static message => new BadPictureException(message));
        }
        catch (BadPictureException)
        {
            return false;
        }
    }

    private static bool Reads(byte[] file, PictureFormat format)
    {
        using var source = Source.NewFromMemory(file);
        using var image = (Image)Operation.Call(LoaderOf(format)!, new VOption { { "fail_on", Enums.FailOn.Error } }, source);
        return image.Avg() > 0;
    }
}
