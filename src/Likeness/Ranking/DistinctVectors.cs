using Likeness.Catalog;

namespace Likeness.Ranking;

/// <summary>The vectors of a library's pictures, one for each content: copies of a file share one.</summary>
/// <param name="Values">Count × the descriptor's dimensions.</param>
/// <param name="Descriptor">What made them.</param>
/// <param name="Pictures">For each vector the pictures that it belongs to, at least one.</param>
internal sealed record DistinctVectors(float[] Values, CatalogDescriptor Descriptor, IReadOnlyList<IReadOnlyList<IndexedPicture>> Pictures)
{
    public int Count => Pictures.Count;
}
