namespace Likeness.Catalog;

/// <summary>A vector to be stored.</summary>
/// <param name="Descriptor">The name of a descriptor that the catalog knows.</param>
/// <param name="Content">The content that the vector describes.</param>
/// <param name="Values">As many numbers as the descriptor has dimensions.</param>
public sealed record CatalogVector(string Descriptor, ContentHash Content, ReadOnlyMemory<float> Values);
