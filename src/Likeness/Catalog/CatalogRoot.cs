namespace Likeness.Catalog;

/// <summary>A folder that pictures were indexed from.</summary>
/// <param name="Id">Its number in the catalog.</param>
/// <param name="Path">Its full path.</param>
public sealed record CatalogRoot(long Id, string Path);
