using Likeness.Catalog;
using Likeness.Ranking;
using Likeness.Ranking.Fusion;

namespace Likeness.Evaluation;

/// <summary>The vectors in a catalog of the pictures that all of some descriptors have described, in the order of their paths.</summary>
internal sealed class StoredVectors
{
    private readonly Dictionary<string, LabelledVectors> vectors = new(StringComparer.Ordinal);

    /// <param name="catalog">Where they are.</param>
    /// <param name="descriptors">Those whose vectors are read.</param>
    /// <param name="indexed">All pictures.</param>
    /// <param name="labels">The label of each picture.</param>
    /// <param name="only">The hashes of the contents that take part; all where it is null.</param>
    public StoredVectors(ICatalog catalog, IReadOnlyList<CatalogDescriptor> descriptors, IReadOnlyList<IndexedPicture> indexed, IReadOnlyList<string> labels, HashSet<string>? only)
    {
        int[] candidates = [.. Enumerable.Range(0, indexed.Count).Where(i => only is null || only.Contains(indexed[i].Content.ToString()))];
        var described = descriptors.Select(descriptor => catalog.Described(descriptor.Name).ToHashSet()).ToArray();
        int[] chosen = [.. candidates.Where(i => described.All(set => set.Contains(indexed[i].Content)))];
        WithoutVector = candidates.Length - chosen.Length;
        Pictures = [.. chosen.Select(i => indexed[i])];
        Labels = [.. chosen.Select(i => labels[i])];
        foreach (var descriptor in descriptors) vectors[descriptor.Name] = Read(catalog, descriptor);
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
        var sample = new DistanceSample(Pictures.Select(picture => picture.Content));
        var all = vectors[descriptor];
        for (var i = 0; i < Pictures.Count; i++) sample.Offer(Pictures[i].Content, all.Values.Span.Slice(i * all.Dimensions, all.Dimensions));
        return sample.Scale(all.Dimensions, all.Metric);
    }

    private LabelledVectors Read(ICatalog catalog, CatalogDescriptor descriptor)
    {
        var places = new Dictionary<ContentHash, List<int>>();
        for (var i = 0; i < Pictures.Count; i++)
        {
            if (!places.TryGetValue(Pictures[i].Content, out var same)) places.Add(Pictures[i].Content, same = []);
            same.Add(i);
        }

        var values = new float[checked(Pictures.Count * descriptor.Dimensions)];
        catalog.ReadVectors(descriptor, (content, vector) =>
        {
            if (!places.TryGetValue(content, out var same)) return;
            foreach (var place in same) vector.CopyTo(values.AsSpan(place * descriptor.Dimensions));
        });
        return new LabelledVectors(values, Labels, descriptor.Dimensions, descriptor.Metric);
    }
}
