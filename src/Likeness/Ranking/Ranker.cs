using Likeness.Catalog;

namespace Likeness.Ranking;

/// <summary>
/// Ranks the pictures of one state of a catalog by one descriptor or several: each descriptor's distances are scaled by the collection's own,
/// weighed and added. Adding them as they are would let the largest numbers decide.
/// </summary>
internal sealed class Ranker
{
    private readonly ICatalogReader catalog;
    private readonly IReadOnlyList<CatalogDescriptor> descriptors;

    private Ranker(ICatalogReader catalog, IReadOnlyList<CatalogDescriptor> descriptors, IReadOnlyList<DescriptorWeight> weights) =>
        (this.catalog, this.descriptors, Weights) = (catalog, descriptors, weights);

    /// <summary>What each descriptor counts for, in the order in which vectors are given.</summary>
    public IReadOnlyList<DescriptorWeight> Weights { get; }

    /// <summary>A ranking by descriptors of current generations.</summary>
    /// <param name="catalog">One state.</param>
    /// <param name="shares">The descriptors and their weights, above 0.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<Ranker> MakeAsync(
        ICatalogReader catalog, IReadOnlyList<(CatalogDescriptor Descriptor, double Weight)> shares, CancellationToken cancellationToken)
    {
        if (shares.Count == 1) return new Ranker(catalog, [shares[0].Descriptor], [DescriptorWeight.Alone(shares[0].Descriptor.Name)]);
        var sum = shares.Sum(share => share.Weight);
        var weights = new List<DescriptorWeight>();
        foreach (var (descriptor, weight) in shares)
        {
            var sample = await catalog.SampleAsync(descriptor, DistanceSample.Size, cancellationToken).ConfigureAwait(false);
            weights.Add(new DescriptorWeight(
                descriptor.Name, weight / sum, DistanceSample.Scale(sample.Values.Span, descriptor.Dimensions, descriptor.Metric)));
        }

        return new Ranker(catalog, [.. shares.Select(share => share.Descriptor)], weights);
    }

    /// <summary>Finds the pictures nearest to a query.</summary>
    /// <param name="vectors">The query as each descriptor describes it, in the order of <see cref="Weights"/>.</param>
    /// <param name="own">The contents of the query; see <see cref="SearchRequest.IncludeSelf"/>.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<IReadOnlyList<Hit>> RankAsync(
        IReadOnlyList<ReadOnlyMemory<float>> vectors, IReadOnlyList<ContentHash> own, SearchRequest request, CancellationToken cancellationToken)
    {
        var filter = request.Label is null && request.Below is null ? null : new CatalogFilter { Label = request.Label, Below = request.Below };
        var query = new CatalogQuery([.. descriptors.Select((descriptor, i) => new CatalogQueryPart(descriptor, vectors[i], Weights[i].Factor))], request.K)
        {
            MaxDistance = request.MaxDistance,
            Filter = filter,
            Except = request.IncludeSelf ? [] : own,
            Clusters = request.Clusters,
        };
        var nearest = await catalog.NearestAsync(query, cancellationToken).ConfigureAwait(false);
        var paths = await PicturePaths.ReadAsync(catalog, cancellationToken).ConfigureAwait(false);
        var found = await catalog.PicturesOfAsync([.. nearest.Select(neighbor => neighbor.Content)], cancellationToken).ConfigureAwait(false);
        var picturesOf = found.Select(picture => (picture.Content, Path: paths.Of(picture.Key))).OrderBy(picture => picture.Path, StringComparer.Ordinal)
            .ToLookup(picture => picture.Content, picture => picture.Path);
        var labelled = !await catalog.IsOneFolderAsync(cancellationToken).ConfigureAwait(false);
        var hits = new List<Hit>();
        foreach (var (neighbor, rank) in nearest.OrderBy(neighbor => neighbor.Distance)
            .ThenBy(neighbor => picturesOf[neighbor.Content].First(), StringComparer.Ordinal).Select((neighbor, i) => (neighbor, i + 1)))
        {
            var pictures = picturesOf[neighbor.Content].Where(path => filter?.LetsThrough(path) ?? true).ToList();
            DistancePart[] why = [.. descriptors.Select((descriptor, i) => new DistancePart(descriptor.Name, neighbor.PartDistances[i]))];
            foreach (var path in request.Copies ? pictures : pictures.Take(1))
            {
                hits.Add(new Hit(rank, path, neighbor.Distance, labelled ? Path.GetFileName(Path.GetDirectoryName(path)) : null)
                {
                    Copies = pictures.Count - 1,
                    Why = why,
                });
            }
        }

        return hits;
    }
}
