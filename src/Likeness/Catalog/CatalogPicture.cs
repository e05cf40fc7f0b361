namespace Likeness.Catalog;

/// <summary>A picture as it was when it was indexed.</summary>
/// <param name="Key">Where it is.</param>
/// <param name="Content">What is in the file.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">When the file was last written, UTC.</param>
public sealed record CatalogPicture(PictureKey Key, ContentHash Content, long Size, DateTime Modified);
