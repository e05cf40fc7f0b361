namespace Likeness.Imaging.Scanning;

/// <summary>A picture file that a scan found.</summary>
/// <param name="Root">Absolute path of the folder that was scanned, or of the folder of a file that was named itself.</param>
/// <param name="RelativePath">Path below the root, with '/' between its parts on every system.</param>
/// <param name="FullPath">
/// Absolute path. On Linux a name may hold bytes that are not UTF-8; each such byte is written <c>\xHH</c> (and a backslash that would be
/// mistaken for one <c>\x5C</c>). <see cref="Decoding.PictureReader"/> understands this form.
/// </param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedUtc">When the content last changed, UTC.</param>
public sealed record PictureFile(string Root, string RelativePath, string FullPath, long Size, DateTime ModifiedUtc)
{
    /// <summary>
    /// By what to tell, beside size and time, that a file is the one that was read before: when it last changed in any way, by the file
    /// system's own clock, which no program can set (where .NET alone is asked: when it was made). Null where nothing but its content can
    /// tell: it changed so shortly before the scan that another change could bear the same time, or its times are impossible.
    /// </summary>
    public DateTime? Changed { get; init; }

    /// <summary>Whether the scan came to it through a link.</summary>
    public bool IsLinked { get; init; }
}
