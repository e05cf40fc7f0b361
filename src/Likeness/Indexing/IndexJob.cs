using Likeness.Catalog;

namespace Likeness.Indexing;

/// <summary>A file that needs a look.</summary>
/// <param name="Key">Where it is in the catalog.</param>
/// <param name="FullPath">Where it is on disk.</param>
/// <param name="Size">Bytes, as scanned.</param>
/// <param name="Modified">When it was last written, as scanned.</param>
/// <param name="Known">What the catalog has at this key.</param>
/// <param name="IsRejected">Whether the catalog remembers a rejection at this key.</param>
internal sealed record IndexJob(PictureKey Key, string FullPath, long Size, DateTime Modified, CatalogPicture? Known, bool IsRejected)
{
    /// <summary>Whether size and time say that the content is the known one; then it is read only if it has to be described anew.</summary>
    public bool LooksUnchanged => Known is not null && Known.Size == Size && Known.Modified == Modified;
}
