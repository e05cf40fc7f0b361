using System.Numerics.Tensors;
using Likeness.Catalog;
using Likeness.Search.Selection;

namespace Likeness.Ranking.Fusion;

/// <summary>
/// The vectors that several descriptors made of a library's pictures, in memory, ranked together: each descriptor's distances are scaled by the collection's own
/// (<see cref="DescriptorWeight.Scale"/>), weighed and added. Adding them as they are would let the largest numbers decide. Searches may run at the same time.
/// </summary>
public sealed class FusedIndex
{
    private readonly IReadOnlyList<PictureIndex> parts;

    private readonly PicturesByContent contents;

    private FusedIndex(PicturesByContent contents, IReadOnlyList<PictureIndex> parts, IReadOnlyList<DescriptorWeight> weights) =>
        (this.contents, this.parts, Weights) = (contents, parts, weights);

    /// <summary>What each descriptor counts for, in the order in which their vectors are given; those without weight are not among them.</summary>
    public IReadOnlyList<DescriptorWeight> Weights { get; }

    /// <summary>Pictures that a descriptor has no vector of, and that are therefore not found.</summary>
    public int WithoutVector => contents.CountPictures(content => parts.Any(part => !part.IsDescribed(content)));

    /// <summary>Loads the vectors of the descriptors that have weight, all of one instant.</summary>
    /// <exception cref="WrongSettingsException">The weights make no sense, or several descriptors are asked to search clusters, which are those of one.</exception>
    /// <inheritdoc cref="PictureIndex.Load(ICatalog, Descriptors.IDescriptor, bool, CancellationToken)"/>
    public static FusedIndex Load(
        ICatalog catalog, IReadOnlyList<WeightedDescriptor> descriptors, bool byClusters = false, CancellationToken cancellationToken = default)
    {
        descriptors = WeightedDescriptor.Normalise(descriptors);
        if (byClusters && descriptors.Count > 1)
        {
            throw new WrongSettingsException(
                $"A search in clusters was asked for by {string.Join(" and ", descriptors.Select(part => part.Descriptor.Name))} together, but clusters are those of one descriptor. Search all, or by one of them.");
        }

        return catalog.Snapshot(() => Read(catalog, descriptors, byClusters, cancellationToken));
    }

    /// <summary>Finds the pictures nearest to a query by all descriptors together. A picture that one of them has not described is not found.</summary>
    /// <param name="vectors">The query as each descriptor of <see cref="Weights"/> describes it, in their order.</param>
    /// <param name="content">The content of the query, if it is known; see <see cref="SearchRequest.IncludeSelf"/>.</param>
    /// <param name="request">What is asked for.</param>
    /// <returns>Nearest first; at equal distance in the order of their paths. Fewer than asked for where the library has no more.</returns>
    /// <exception cref="WrongSettingsException">The request is out of range.</exception>
    /// <exception cref="UnusableInputException">A vector holds numbers that are not finite.</exception>
    /// <exception cref="ArgumentException">There are not as many vectors as descriptors.</exception>
    public IReadOnlyList<Hit> Search(IReadOnlyList<ReadOnlyMemory<float>> vectors, ContentHash? content, SearchRequest request)
    {
        if (vectors.Count != parts.Count) throw new ArgumentException($"{parts.Count} descriptors rank together, but {vectors.Count} vectors were given.", nameof(vectors));
        if (parts.Count == 1) return parts[0].Search(vectors[0].Span, content, request);
        request.Check();
        var count = parts[0].Contents;
        if (count == 0) return [];
        var each = new float[parts.Count][];
        var fused = new float[count];
        for (var i = 0; i < each.Length; i++)
        {
            parts[i].Distances(vectors[i].Span, each[i] = new float[count]);
            TensorPrimitives.MultiplyAdd(each[i], Weights[i].Factor, fused, fused);
        }

        var k = (int)Math.Min(count, request.K + 1L); // one more, as the query's own content may be left out
        var nearest = new float[k];
        var ids = new long[k];
        Nearest.Select(fused, nearest, ids);
        var found = Array.FindIndex(nearest, float.IsInfinity);
        return parts[0].ToHits(
            ids.AsSpan(0, found < 0 ? k : found), nearest, content, request,
            id => [.. parts.Select((part, i) => new DistancePart(part.Descriptor.Name, each[i][id]))]);
    }

    private static FusedIndex Read(ICatalog catalog, IReadOnlyList<WeightedDescriptor> descriptors, bool byClusters, CancellationToken cancellationToken)
    {
        var contents = new PicturesByContent(PictureIndex.ReadPictures(catalog));
        var parts = new List<PictureIndex>();
        var weights = new List<DescriptorWeight>();
        foreach (var (descriptor, weight) in descriptors)
        {
            var sample = descriptors.Count > 1 ? new DistanceSample(contents.Pictures.Select(picture => picture.Content)) : null;
            parts.Add(PictureIndex.Load(catalog, descriptor, contents, sample, byClusters, cancellationToken));
            weights.Add(sample is null ? DescriptorWeight.Alone(descriptor.Name) : new DescriptorWeight(descriptor.Name, weight, sample.Scale(descriptor.Dimensions, descriptor.Metric)));
        }

        return new FusedIndex(contents, parts, weights);
    }
}
