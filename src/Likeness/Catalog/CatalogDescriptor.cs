using Likeness.Search;

namespace Likeness.Catalog;

/// <summary>What made the vectors that the catalog holds under a name.</summary>
/// <param name="Name">Unique within the catalog.</param>
/// <param name="Fingerprint">Of the descriptor that made the vectors.</param>
/// <param name="Dimensions">Numbers per vector.</param>
/// <param name="Metric">How the vectors are compared.</param>
public sealed record CatalogDescriptor(string Name, string Fingerprint, int Dimensions, Metric Metric);
