namespace Likeness.Catalog;

/// <summary>A folder that pictures were indexed from.</summary>
/// <param name="Id">Its number in the catalog.</param>
/// <param name="Path">Its full path.</param>
public sealed record CatalogRoot(long Id, string Path);

/// <summary>A root that turned out to lie in another one.</summary>
/// <param name="Root">The root.</param>
/// <param name="Prefix">
/// What leads to it from the one that contains it, with <c>/</c> after each part; empty if both are the same folder.
/// </param>
public sealed record InnerRoot(CatalogRoot Root, string Prefix);
