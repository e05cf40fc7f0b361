using Likeness.Catalog;

namespace Likeness.Ranking;

/// <summary>Full paths of a catalog's pictures.</summary>
internal sealed class PicturePaths
{
    private readonly Dictionary<long, string> roots;

    private PicturePaths(Dictionary<long, string> roots) => this.roots = roots;

    public static async Task<PicturePaths> ReadAsync(ICatalogReader catalog, CancellationToken cancellationToken)
    {
        var roots = await catalog.RootsAsync(cancellationToken).ConfigureAwait(false);
        return new PicturePaths(roots.ToDictionary(root => root.Id, root => root.Path));
    }

    /// <summary>All pictures of a catalog, ordered by path.</summary>
    public static async Task<IReadOnlyList<IndexedPicture>> ReadPicturesAsync(ICatalogReader catalog, CancellationToken cancellationToken)
    {
        var paths = await ReadAsync(catalog, cancellationToken).ConfigureAwait(false);
        var pictures = new List<(string Path, ContentHash Content)>();
        await foreach (var picture in catalog.PicturesAsync(cancellationToken).ConfigureAwait(false))
            pictures.Add((paths.Of(picture.Key), picture.Content));
        pictures.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        var labels = FolderLabels.Of([.. pictures.Select(picture => picture.Path)]);
        return [.. pictures.Select((picture, i) => new IndexedPicture(picture.Path, picture.Content, labels[i]))];
    }

    public string Of(PictureKey key) => roots.TryGetValue(key.Root, out var root) ? PathText.Join(root, key.Path) : throw new DamagedDataException(
        $"The catalog is damaged ('{key.Path}' lies below the folder {key.Root}, which it does not know). Delete catalog.db and index again.");

    /// <summary>Where a picture of this path would be in the catalog.</summary>
    public IEnumerable<PictureKey> KeysOf(string path)
    {
        if (Path.GetDirectoryName(path) is not { } folder) yield break;
        foreach (var (id, root) in roots)
        {
            if (PathText.Below(root, folder) is { } prefix) yield return new PictureKey(id, prefix + Path.GetFileName(path));
        }
    }
}

/// <summary>The vectors of a library's pictures, one for each content: copies of a file share one.</summary>
/// <param name="Values">Count × the descriptor's dimensions, in the order of the first paths.</param>
/// <param name="Descriptor">What made them.</param>
/// <param name="Pictures">For each vector the pictures that it belongs to, ordered by path; at least one.</param>
internal sealed record DistinctVectors(float[] Values, CatalogDescriptor Descriptor, IReadOnlyList<IReadOnlyList<IndexedPicture>> Pictures)
{
    public int Count => Pictures.Count;

    public static async Task<DistinctVectors> ReadAsync(ICatalogReader catalog, CatalogDescriptor descriptor, CancellationToken cancellationToken)
    {
        var pictures = await PicturePaths.ReadPicturesAsync(catalog, cancellationToken).ConfigureAwait(false);
        var byContent = pictures.GroupBy(picture => picture.Content).ToDictionary(group => group.Key, group => (IReadOnlyList<IndexedPicture>)[.. group]);
        var vectors = new Dictionary<ContentHash, float[]>();
        await foreach (var page in catalog.VectorsAsync(descriptor, cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < page.Contents.Count; i++)
            {
                if (byContent.ContainsKey(page.Contents[i])) vectors[page.Contents[i]] = page[i].ToArray();
            }
        }

        var described = byContent.Where(entry => vectors.ContainsKey(entry.Key)).OrderBy(entry => entry.Value[0].Path, StringComparer.Ordinal).ToList();
        var values = new float[checked(described.Count * descriptor.Dimensions)];
        for (var i = 0; i < described.Count; i++) vectors[described[i].Key].CopyTo(values, i * descriptor.Dimensions);
        return new DistinctVectors(values, descriptor, [.. described.Select(entry => entry.Value)]);
    }
}
