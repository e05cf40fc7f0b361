namespace Likeness.Imaging.Scanning;

/// <summary>The file name extensions that a scan takes for pictures.</summary>
public static class PictureExtensions
{
    private static readonly string[] Known =
    [
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".webp", ".gif", ".tif", ".tiff", ".heic", ".heif", ".avif",
        ".bmp", ".dib", ".jxl", ".jp2", ".j2k", ".j2c", ".jpx", ".jpf",
        ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".raf", ".pef", ".srw",
    ];

    /// <summary>The known extensions, lower case, with their dot.</summary>
    public static IReadOnlyList<string> All => Known;

    /// <summary>Whether a name ends in a known extension, in any case.</summary>
    /// <param name="name">A file name or path.</param>
    public static bool Match(string name)
    {
        var extension = Path.GetExtension(name.AsSpan());
        foreach (var known in Known)
        {
            if (extension.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
