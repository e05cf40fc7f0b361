using Likeness.Catalog;

namespace Likeness.Library;

/// <summary>The vectors that a descriptor made.</summary>
/// <param name="Descriptor">Which one, with its fingerprint.</param>
/// <param name="Vectors">How many contents it has described; fewer than the library has while an index run is unfinished.</param>
public sealed record DescriptorTotals(CatalogDescriptor Descriptor, long Vectors);
