using Likeness.Catalog;
using Likeness.Descriptors;
using Likeness.Evaluation;
using Likeness.Indexing;
using Likeness.Ranking.Fusion;
using Likeness.Search;
using Likeness.Search.Flat;
using Likeness.Search.Ivf;

namespace Likeness.Ranking;

/// <summary>
/// The vectors that one descriptor made of a library's pictures, in memory, and the pictures they belong to. It is a picture of the
/// catalog at the time of loading, all of one instant. Searches may run at the same time.
/// </summary>
public sealed class PictureIndex
{
    private readonly IVectorIndex index;
    private readonly IndexFlat? flat; // the same index, unless it was loaded by clusters
    private readonly IndexIVFFlat? cells; // the same index where it was
    private readonly PicturesByContent contents;
    private readonly bool[] described; // by content

    private PictureIndex(CatalogDescriptor descriptor, PicturesByContent contents, CatalogClusters? clusters)
    {
        (Descriptor, this.contents) = (descriptor, contents);
        described = new bool[contents.Count];
        if (clusters is null) index = flat = new IndexFlat(descriptor.Dimensions, descriptor.Metric);
        else index = cells = Cells(descriptor, clusters);
    }

    /// <summary>What made the vectors.</summary>
    public CatalogDescriptor Descriptor { get; }

    /// <summary>All pictures of the library, ordered by path.</summary>
    public IReadOnlyList<IndexedPicture> Pictures => contents.Pictures;

    /// <summary>Different contents among them; each has a number below it.</summary>
    internal int Contents => contents.Count;

    /// <summary>Pictures that have no vector, because an index run was cut short or the descriptor could make none of them, and are therefore not found.</summary>
    public int WithoutVector => contents.CountPictures(content => !described[content]);

    /// <summary>The clusters that a search can be limited to; 0 where it was not loaded by clusters.</summary>
    public int Clusters => cells?.Cells ?? 0;

    /// <summary>Loads the vectors of a descriptor.</summary>
    /// <param name="catalog">Where they are.</param>
    /// <param name="descriptor">What made them.</param>
    /// <param name="byClusters">Whether searches are to be limited to clusters (<see cref="SearchRequest.Clusters"/>).</param>
    /// <param name="cancellationToken">Ends it between two vectors.</param>
    /// <exception cref="UnusableInputException">Nothing has been indexed yet, or the library has not been divided into clusters.</exception>
    /// <exception cref="DamagedDataException">The vectors were made by a descriptor with another fingerprint, or the catalog is damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PictureIndex Load(ICatalog catalog, IDescriptor descriptor, bool byClusters = false, CancellationToken cancellationToken = default) =>
        catalog.Snapshot(() =>
        {
            Match(catalog, descriptor);
            return Load(catalog, descriptor, new PicturesByContent(ReadPictures(catalog)), sample: null, byClusters, cancellationToken);
        });

    /// <summary>
    /// Loads the vectors of pictures that were read before, inside the snapshot that they were read in; the sample takes those that it wants.
    /// </summary>
    internal static PictureIndex Load(
        ICatalog catalog, IDescriptor descriptor, PicturesByContent contents, DistanceSample? sample, bool byClusters, CancellationToken cancellationToken)
    {
        var stored = Match(catalog, descriptor);
        var loaded = new PictureIndex(stored, contents, byClusters ? StoredClusters(catalog, stored) : null);
        loaded.Fill(catalog, sample, cancellationToken);
        return loaded;
    }

    /// <summary>All pictures of a library, ordered by path.</summary>
    internal static IReadOnlyList<IndexedPicture> ReadPictures(ICatalog catalog) => catalog.Snapshot(() =>
    {
        var roots = catalog.Roots().ToDictionary(root => root.Id, root => root.Path);
        var pictures = catalog.Pictures().Select(picture => (Path: FullPath(picture.Key), picture.Content)).ToArray();
        Array.Sort(pictures, (a, b) => string.CompareOrdinal(a.Path, b.Path));
        var labels = FolderLabels.Of(Array.ConvertAll(pictures, picture => picture.Path));
        return (IndexedPicture[])[.. pictures.Select((picture, i) => new IndexedPicture(picture.Path, picture.Content, labels[i]))];

        string FullPath(PictureKey key) => roots.TryGetValue(key.Root, out var root) ? PathText.Join(root, key.Path) : throw new DamagedDataException(
            $"The catalog is damaged ('{key.Path}' lies below the folder {key.Root}, which it does not know). Delete catalog.db and index again.");
    });

    /// <summary>Finds the pictures nearest to a vector.</summary>
    /// <param name="vector">As many finite numbers as the descriptor has dimensions.</param>
    /// <param name="content">The content of the query, if it is known; see <see cref="SearchRequest.IncludeSelf"/>.</param>
    /// <param name="request">What is asked for.</param>
    /// <returns>Nearest first; at equal distance in the order of their paths. Fewer than asked for where the library has no more.</returns>
    /// <exception cref="WrongSettingsException">The request is out of range.</exception>
    /// <exception cref="UnusableInputException">The vector holds numbers that are not finite, or clusters are asked for of an index that was not loaded by them.</exception>
    public IReadOnlyList<Hit> Search(ReadOnlySpan<float> vector, ContentHash? content, SearchRequest request)
    {
        request.Check();
        if (request.Clusters is { } wanted) CheckClusters(wanted);
        if (index.Count == 0) return [];
        var k = (int)Math.Min(index.Count, request.K + 1L); // one more, as the query's own content may be left out
        var distances = new float[k];
        var ids = new long[k];
        if (cells is null) index.Search(vector, k, distances, ids);
        else cells.Search(vector, k, distances, ids, new IvfSearchOptions { Probes = request.Clusters ?? cells.Cells });
        return ToHits(ids, distances, content, request, why: null);
    }

    /// <summary>Whether a content has a vector.</summary>
    internal bool IsDescribed(int content) => described[content];

    /// <summary>The distance of a vector to every content, by the content's number; +∞ where it has no vector.</summary>
    /// <param name="vector">As for <see cref="Search"/>.</param>
    /// <param name="distances">Receives as many as there are <see cref="Contents"/>.</param>
    internal void Distances(ReadOnlySpan<float> vector, Span<float> distances)
    {
        var all = flat ?? throw new InvalidOperationException("Distances to all are asked of an index by clusters.");
        var inOrder = new float[all.Count];
        all.Distances(vector, inOrder);
        distances.Fill(float.PositiveInfinity);
        for (var i = 0; i < inOrder.Length; i++) distances[(int)all.Ids[i]] = inOrder[i];
    }

    /// <summary>The contents as hits, nearest first, as many as are asked for.</summary>
    /// <param name="ids">Numbers of contents.</param>
    /// <param name="distances">The distance of each of them to the query.</param>
    /// <param name="content">Of the query.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="why">What each descriptor says of a content; null where this one decided alone.</param>
    internal IReadOnlyList<Hit> ToHits(ReadOnlySpan<long> ids, ReadOnlySpan<float> distances, ContentHash? content, SearchRequest request, Func<int, IReadOnlyList<DistancePart>>? why)
    {
        var hits = new List<Hit>();
        var rank = 0;
        for (var i = 0; i < ids.Length && ids[i] >= 0 && rank < request.K; i++)
        {
            var id = (int)ids[i];
            if (!request.IncludeSelf && contents.HashOf(id) == content) continue;
            rank++;
            var parts = why?.Invoke(id) ?? [new DistancePart(Descriptor.Name, distances[i])];
            var copies = contents.CountOf(id) - 1;
            foreach (var picture in contents.Of(id))
            {
                hits.Add(new Hit(rank, picture.Path, distances[i], picture.Label) { Copies = copies, Why = parts });
                if (!request.Copies) break;
            }
        }
        return hits;
    }

    /// <summary>The vectors of all pictures that have one and a label, one picture after the other, as an evaluation takes them.</summary>
    /// <exception cref="DamagedDataException">The catalog holds vectors of another fingerprint by now.</exception>
    public LabelledVectors Labelled(ICatalog catalog)
    {
        var vectors = new Dictionary<ContentHash, float[]>();
        Read(catalog, (content, vector) => vectors[content] = vector.ToArray());
        var chosen = Pictures.Where(picture => picture.Label is not null && vectors.ContainsKey(picture.Content)).ToArray();
        var values = new float[checked(chosen.Length * Descriptor.Dimensions)];
        for (var i = 0; i < chosen.Length; i++) vectors[chosen[i].Content].CopyTo(values, i * Descriptor.Dimensions);
        return new LabelledVectors(values, Array.ConvertAll(chosen, picture => picture.Label!), Descriptor.Dimensions, Descriptor.Metric);
    }

    /// <summary>The vectors, one for each content, in the order of the first paths, with the pictures that share it.</summary>
    internal DistinctVectors Distinct(ICatalog catalog)
    {
        var vectors = new float[contents.Count][];
        Read(catalog, (content, vector) =>
        {
            if (contents.TryFind(content, out var id)) vectors[id] = vector.ToArray();
        });
        int[] ids = [.. Enumerable.Range(0, vectors.Length).Where(id => vectors[id] is not null)];
        var values = new float[checked(ids.Length * Descriptor.Dimensions)];
        for (var i = 0; i < ids.Length; i++) vectors[ids[i]].CopyTo(values, i * Descriptor.Dimensions);
        return new DistinctVectors(values, Descriptor, [.. ids.Select(id => (IndexedPicture[])[.. contents.Of(id)])]);
    }

    private void Read(ICatalog catalog, VectorReceiver receive) => catalog.Snapshot(() =>
    {
        if (!catalog.Descriptors().Contains(Descriptor)) throw Mismatch(catalog.Descriptors(), Descriptor);
        catalog.ReadVectors(Descriptor, receive);
        return 0;
    });

    private void CheckClusters(int wanted)
    {
        if (cells is null)
            throw new UnusableInputException("A search in clusters was asked for, but the vectors were loaded without them. Load them by clusters.");
        if (wanted > cells.Cells)
            throw new WrongSettingsException($"clusters is {wanted}; the library has {cells.Cells} clusters of '{Descriptor.Name}': search 1 to {cells.Cells} of them.");
    }

    private static CatalogClusters StoredClusters(ICatalog catalog, CatalogDescriptor descriptor) =>
        catalog.Clusters(descriptor.Name) is { } clusters && clusters.Fingerprint == descriptor.Fingerprint ? clusters : throw new UnusableInputException(
            $"The library has not been divided into clusters since its pictures were indexed by this '{descriptor.Name}'. Run likeness cluster first, or search all pictures.");

    private static IndexIVFFlat Cells(CatalogDescriptor descriptor, CatalogClusters clusters)
    {
        try
        {
            return new IndexIVFFlat(descriptor.Dimensions, descriptor.Metric, clusters.Centres.Span);
        }
        catch (UnusableInputException bad)
        {
            throw new DamagedDataException($"The catalog is damaged (the clusters of '{descriptor.Name}': {bad.Message}). Run likeness cluster again.", bad);
        }
    }

    private static CatalogDescriptor Match(ICatalog catalog, IDescriptor descriptor)
    {
        var stored = catalog.Descriptors();
        var wanted = new CatalogDescriptor(descriptor.Name, descriptor.Fingerprint, descriptor.Dimensions, descriptor.Metric);
        return stored.Contains(wanted) ? wanted : throw Mismatch(stored, wanted);
    }

    private static LikenessException Mismatch(IReadOnlyList<CatalogDescriptor> stored, CatalogDescriptor wanted) =>
        stored.FirstOrDefault(candidate => candidate.Name == wanted.Name) is { } found
            ? new DamagedDataException(
                $"The library was indexed by another '{found.Name}' (fingerprint {found.Fingerprint}, {found.Dimensions} dimensions) than the one in use "
                + $"({wanted.Fingerprint}, {wanted.Dimensions} dimensions); their vectors cannot be compared. Index the pictures again.")
            : new UnusableInputException(
                $"The library holds no vectors of '{wanted.Name}'{(stored.Count > 0 ? $", only of {string.Join(", ", stored.Select(other => other.Name))}" : "")}. Index pictures first.");

    private void Fill(ICatalog catalog, DistanceSample? sample, CancellationToken cancellationToken) =>
        catalog.ReadVectors(Descriptor, (content, vector) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!contents.TryFind(content, out var id)) return; // its pictures are gone, and it waits to be forgotten
            if (described[id]) throw Damaged(id, "there are two of them", null);
            try
            {
                index.Add(vector, [id]);
            }
            catch (UnusableInputException bad)
            {
                throw Damaged(id, bad.Message, bad);
            }

            described[id] = true;
            sample?.Offer(content, vector);
        });

    private DamagedDataException Damaged(int content, string found, Exception? cause) =>
        new($"The catalog is damaged (the vector of '{contents.Of(content).First().Path}': {found}). Delete catalog.db and index again.", cause);
}
