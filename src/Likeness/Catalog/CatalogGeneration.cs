using Likeness.Search;

namespace Likeness.Catalog;

/// <summary>What made vectors: those of equal descriptors can be compared, and no others ever are.</summary>
/// <param name="Name">As <c>codes</c>.</param>
/// <param name="Fingerprint">Changes whenever the vectors would.</param>
/// <param name="Dimensions">Numbers per vector.</param>
/// <param name="Metric">How the vectors are compared.</param>
public sealed record CatalogDescriptor(string Name, string Fingerprint, int Dimensions, Metric Metric);

/// <summary>
/// All vectors that one descriptor made. Of each name one generation is in use; a second one may be under way beside it, and takes its place
/// when it is whole.
/// </summary>
/// <param name="Descriptor">What made the vectors.</param>
/// <param name="IsCurrent">Whether it is the one that searches ask; false while it is under way.</param>
public sealed record CatalogGeneration(CatalogDescriptor Descriptor, bool IsCurrent);

/// <summary>A vector to be stored.</summary>
/// <param name="Descriptor">Of a generation that the catalog knows.</param>
/// <param name="Content">The content that the vector describes.</param>
/// <param name="Values">As many numbers as the descriptor has dimensions.</param>
public sealed record CatalogVector(CatalogDescriptor Descriptor, ContentHash Content, ReadOnlyMemory<float> Values);

/// <summary>Some of a generation's vectors, as they are read.</summary>
/// <param name="Contents">What the vectors describe.</param>
/// <param name="Values">As many vectors as contents, one after the other.</param>
/// <param name="Dimensions">Numbers per vector.</param>
public sealed record VectorPage(IReadOnlyList<ContentHash> Contents, ReadOnlyMemory<float> Values, int Dimensions)
{
    /// <summary>The vector of a content.</summary>
    /// <param name="index">Its place in <see cref="Contents"/>.</param>
    public ReadOnlySpan<float> this[int index] => Values.Span.Slice(index * Dimensions, Dimensions);
}

/// <summary>
/// The centers of the clusters of a generation's vectors. A picture belongs to the center that its vector is nearest to, whenever it was
/// added.
/// </summary>
/// <param name="Descriptor">Of a generation that the catalog knows.</param>
/// <param name="Centers">
/// As many numbers for each center as the descriptor has dimensions, at least one center; see <see cref="Search.Clustering.Clusters.Centres"/>.
/// </param>
/// <param name="Chosen">How the number of clusters was chosen, in words for a person.</param>
public sealed record CatalogClusters(CatalogDescriptor Descriptor, ReadOnlyMemory<float> Centers, string Chosen);
