using Likeness.Catalog;
using Likeness.Ranking;

namespace Likeness.Evaluation;

/// <summary>The vectors in a catalog of the pictures that all of some descriptors have described, in the order of their paths.</summary>
internal sealed class StoredVectors
{
    private readonly Dictionary<string, LabelledVectors> vectors = new(StringComparer.Ordinal);

    private StoredVectors(IReadOnlyList<IndexedPicture> pictures, IReadOnlyList<string> labels, int withoutVector) =>
        (Pictures, Labels, WithoutVector) = (pictures, labels, withoutVector);

    /// <param name="catalog">Where they are.</param>
    /// <param name="descriptors">Those whose vectors are read.</param>
    /// <param name="indexed">All pictures.</param>
    /// <param name="labels">The label of each picture.</param>
    /// <param name="only">The hashes of the contents that take part; all where it is null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<StoredVectors> ReadAsync(
        ICatalogReader catalog, IReadOnlyList<CatalogDescriptor> descriptors, IReadOnlyList<IndexedPicture> indexed, IReadOnlyList<string> labels,
        HashSet<string>? only, CancellationToken cancellationToken)
    {
        int[] candidates = [.. Enumerable.Range(0, indexed.Count).Where(i => only is null || only.Contains(indexed[i].Content.ToString()))];
        HashSet<ContentHash>? described = null;
        foreach (var descriptor in descriptors)
        {
            var own = await catalog.DescribedAsync(descriptor, cancellationToken).ToHashSetAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            if (described is null) described = own;
            else described.IntersectWith(own);
        }

        int[] chosen = [.. candidates.Where(i => described!.Contains(indexed[i].Content))];
        var read = new StoredVectors([.. chosen.Select(i => indexed[i])], [.. chosen.Select(i => labels[i])], candidates.Length - chosen.Length);
        foreach (var descriptor in descriptors) read.vectors[descriptor.Name] = await read.ReadAsync(catalog, descriptor, cancellationToken).ConfigureAwait(false);
        return read;
    }

    /// <summary>Those that take part.</summary>
    public IReadOnlyList<IndexedPicture> Pictures { get; }

    /// <summary>The label of each of <see cref="Pictures"/>.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Pictures that a descriptor has not described.</summary>
    public int WithoutVector { get; }

    public LabelledVectors Of(string descriptor) => vectors[descriptor];

    /// <summary>The median distance of two of the pictures.</summary>
    public double Scale(string descriptor)
    {
        var all = vectors[descriptor];
        var sample = DistanceSample.Choose([.. Pictures.Select(picture => picture.Content)]);
        float[] chosen = [.. sample.SelectMany(i => all.Values.Slice(i * all.Dimensions, all.Dimensions).ToArray())];
        return DistanceSample.Scale(chosen, all.Dimensions, all.Metric);
    }

    private async Task<LabelledVectors> ReadAsync(ICatalogReader catalog, CatalogDescriptor descriptor, CancellationToken cancellationToken)
    {
        var places = new Dictionary<ContentHash, List<int>>();
        for (var i = 0; i < Pictures.Count; i++)
        {
            if (!places.TryGetValue(Pictures[i].Content, out var same)) places.Add(Pictures[i].Content, same = []);
            same.Add(i);
        }

        var values = new float[checked(Pictures.Count * descriptor.Dimensions)];
        await foreach (var page in catalog.VectorsAsync(descriptor, cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < page.Contents.Count; i++)
            {
                if (!places.TryGetValue(page.Contents[i], out var same)) continue;
                foreach (var place in same) page[i].CopyTo(values.AsSpan(place * descriptor.Dimensions));
            }
        }

        return new LabelledVectors(values, Labels, descriptor.Dimensions, descriptor.Metric);
    }
}
