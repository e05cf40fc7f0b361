using Likeness.Catalog;

namespace Likeness.Indexing;

/// <summary>A file that needs a look.</summary>
/// <param name="Key">Where it is in the catalog.</param>
/// <param name="File">As scanned; null for a picture outside what was scanned, which only has to be described.</param>
/// <param name="FullPath">Where it is on disk.</param>
/// <param name="Known">What the catalog has at this key.</param>
/// <param name="Again">Whether it is to be read and described whatever is known of it.</param>
/// <param name="IsRejected">Whether the catalog remembers a rejection at this key.</param>
internal sealed record IndexJob(
    PictureKey Key, PictureFile? File, string FullPath, CatalogPicture? Known, bool IsRejected, bool Again = false)
{
    /// <summary>Whether the system says that the content is the known one; then it is read only if it has to be described anew.</summary>
    public bool LooksUnchanged { get; } = !Again && Known is not null && (File is null || Known.IsStill(File));

    /// <summary>The picture with a content.</summary>
    public CatalogPicture With(ContentHash content) => File is { } file
        ? new CatalogPicture(Key, content, file.Size, file.ModifiedUtc) { Changed = file.Changed }
        : Known! with { Content = content };

    /// <summary>The rejection of the file.</summary>
    public RejectedPicture Refused(string reader, string reason) => File is { } file
        ? new RejectedPicture(Key, file.Size, file.ModifiedUtc, reader, reason) { Changed = file.Changed }
        : new RejectedPicture(Key, Known!.Size, Known.Modified, reader, reason) { Changed = Known.Changed };
}
