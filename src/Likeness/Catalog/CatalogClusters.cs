namespace Likeness.Catalog;

/// <summary>The centres of the clusters of a descriptor's vectors. A picture belongs to the centre that its vector is nearest to, whenever it was added.</summary>
/// <param name="Descriptor">The name of a descriptor that the catalog knows.</param>
/// <param name="Fingerprint">Of the descriptor whose vectors were clustered.</param>
/// <param name="Centres">As many numbers for each centre as the descriptor has dimensions, at least one centre; see <see cref="Search.Clustering.Clusters.Centres"/>.</param>
/// <param name="Chosen">How the number of clusters was chosen, in words for a person.</param>
public sealed record CatalogClusters(string Descriptor, string Fingerprint, ReadOnlyMemory<float> Centres, string Chosen);
