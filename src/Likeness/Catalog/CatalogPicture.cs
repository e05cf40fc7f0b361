namespace Likeness.Catalog;

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
