using System.Runtime.InteropServices;

namespace Likeness.Catalog;

/// <summary>Where a picture is: a root of the catalog and a path below it.</summary>
/// <param name="Root">The id of the root.</param>
/// <param name="Path">Relative to the root, with <c>/</c> between folders on every system.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PictureKey(long Root, string Path);

/// <summary>A folder that pictures were indexed from.</summary>
/// <param name="Id">Its number in the catalog, unique as long as the catalog exists.</param>
/// <param name="Path">Its full path.</param>
public sealed record CatalogRoot(long Id, string Path);

/// <summary>A root that turned out to lie in another one.</summary>
/// <param name="Root">The root.</param>
/// <param name="Prefix">What leads to it from the one that contains it, with <c>/</c> after each part; empty if both are the same folder.</param>
public sealed record InnerRoot(CatalogRoot Root, string Prefix);

/// <summary>A picture as it was when it was indexed.</summary>
/// <param name="Key">Where it is.</param>
/// <param name="Content">What is in the file.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">When the file was last written, UTC.</param>
public sealed record CatalogPicture(PictureKey Key, ContentHash Content, long Size, DateTime Modified)
{
    /// <summary>
    /// <see cref="PictureFile.Changed"/> of the file; null where only reading it can tell whether it is still the same, as in catalogs of
    /// versions that did not look at it.
    /// </summary>
    public DateTime? Changed { get; init; }

    /// <summary>Whether a file shows by what the system says of it that it is still the one that was read.</summary>
    internal bool IsStill(PictureFile file) => FileStamp.IsSame(file, Size, Modified, Changed);
}

/// <summary>
/// A file whose content is no usable picture. It is remembered so that it is listed at every run without being read at every run;
/// it is tried again when the file changes, or when the reader does (a codec may have been installed since).
/// </summary>
/// <param name="Key">Where it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">When the file was last written, UTC.</param>
/// <param name="Reader">The version of the reader that refused it.</param>
/// <param name="Reason">One line for a person.</param>
public sealed record RejectedPicture(PictureKey Key, long Size, DateTime Modified, string Reader, string Reason)
{
    /// <summary>As <see cref="CatalogPicture.Changed"/>.</summary>
    public DateTime? Changed { get; init; }

    /// <summary>Whether a file shows by what the system says of it that it is still the one that was refused.</summary>
    internal bool IsStill(PictureFile file) => FileStamp.IsSame(file, Size, Modified, Changed);
}

/// <summary>How much a catalog holds.</summary>
/// <param name="Pictures">Files.</param>
/// <param name="Contents">Different contents among them.</param>
/// <param name="Rejected">Files remembered as unusable.</param>
public sealed record CatalogTotals(long Pictures, long Contents, long Rejected);

/// <summary>What the system says of a file without opening it, and what it is worth.</summary>
internal static class FileStamp
{
    /// <summary>
    /// Whether a file is, without a doubt, the one that was seen with this size and these times. Size and time of writing alone do not
    /// say so: copying, restoring and editing tools set the old time on new content.
    /// </summary>
    public static bool IsSame(PictureFile file, long size, DateTime modified, DateTime? changed) =>
        changed is not null && changed == file.Changed && size == file.Size && modified == file.ModifiedUtc;
}
