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
/// catalog at the time of loading. Searches may run at the same time.
/// </summary>
public sealed class PictureIndex
{
    private readonly IVectorIndex index;
    private readonly IndexFlat? flat; // the same index, unless it was loaded by clusters
    private readonly IndexIVFFlat? cells; // the same index where it was
    private readonly List<List<IndexedPicture>> picturesOf = []; // by the id of the vector; copies of a file share one vector
    private readonly Dictionary<ContentHash, long> idOf = [];

    private PictureIndex(CatalogDescriptor descriptor, IReadOnlyList<IndexedPicture> pictures, CatalogClusters? clusters)
    {
        (Descriptor, Pictures) = (descriptor, pictures);
        if (clusters is null) index = flat = new IndexFlat(descriptor.Dimensions, descriptor.Metric);
        else index = cells = Cells(descriptor, clusters);
    }

    /// <summary>What made the vectors.</summary>
    public CatalogDescriptor Descriptor { get; }

    /// <summary>All pictures of the library, ordered by path.</summary>
    public IReadOnlyList<IndexedPicture> Pictures { get; }

    /// <summary>Different contents among them; each has a number below it.</summary>
    internal int Contents => picturesOf.Count;

    /// <summary>Pictures that have no vector yet, because an index run was cut short, and are therefore not found.</summary>
    public int WithoutVector { get; private set; }

    /// <summary>The clusters that a search can be limited to; 0 where it was not loaded by clusters.</summary>
    public int Clusters => cells?.Cells ?? 0;

    /// <summary>Loads the vectors of a descriptor.</summary>
    /// <param name="catalog">Where they are.</param>
    /// <param name="descriptor">What made them.</param>
    /// <param name="byClusters">Whether searches are to be limited to clusters (<see cref="SearchRequest.Clusters"/>).</param>
    /// <exception cref="UnusableInputException">Nothing has been indexed yet, or the library has not been divided into clusters.</exception>
    /// <exception cref="DamagedDataException">The vectors were made by a descriptor with another fingerprint, or the catalog is damaged.</exception>
    public static PictureIndex Load(ICatalog catalog, IDescriptor descriptor, bool byClusters = false)
    {
        Match(catalog.Descriptors(), descriptor);
        return Load(catalog, descriptor, ReadPictures(catalog), sample: null, byClusters);
    }

    /// <summary>Loads the vectors of pictures that were read before; the sample takes those that it wants.</summary>
    internal static PictureIndex Load(ICatalog catalog, IDescriptor descriptor, IReadOnlyList<IndexedPicture> pictures, DistanceSample? sample, bool byClusters)
    {
        var stored = Match(catalog.Descriptors(), descriptor);
        var loaded = new PictureIndex(stored, pictures, byClusters ? StoredClusters(catalog, stored) : null);
        loaded.Fill(catalog, sample);
        return loaded;
    }

    /// <summary>All pictures of a library, ordered by path.</summary>
    internal static IReadOnlyList<IndexedPicture> ReadPictures(ICatalog catalog)
    {
        var roots = catalog.Roots().ToDictionary(root => root.Id, root => root.Path);
        var pictures = catalog.Pictures().Select(picture => (Path: PathText.Join(roots[picture.Key.Root], picture.Key.Path), picture.Content)).ToArray();
        Array.Sort(pictures, (a, b) => string.CompareOrdinal(a.Path, b.Path));
        var labels = FolderLabels.Of(Array.ConvertAll(pictures, picture => picture.Path));
        return [.. pictures.Select((picture, i) => new IndexedPicture(picture.Path, picture.Content, labels[i]))];
    }

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
        else cells.Search(vector, k, request.Clusters ?? cells.Cells, distances, ids);
        return ToHits(ids, distances, content, request, why: null);
    }

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

    /// <summary>The pictures of contents, nearest first, as many as are asked for.</summary>
    /// <param name="ids">Numbers of contents.</param>
    /// <param name="distances">Theirs.</param>
    /// <param name="content">Of the query.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="why">What each descriptor says of a content; null where this one decided alone.</param>
    internal IReadOnlyList<Hit> ToHits(ReadOnlySpan<long> ids, ReadOnlySpan<float> distances, ContentHash? content, SearchRequest request, Func<int, IReadOnlyList<DistancePart>>? why)
    {
        var hits = new List<Hit>(Math.Min(request.K, Pictures.Count));
        for (var i = 0; i < ids.Length && ids[i] >= 0; i++)
        {
            var pictures = picturesOf[(int)ids[i]];
            if (!request.IncludeSelf && pictures[0].Content == content) continue;
            var parts = why?.Invoke((int)ids[i]) ?? [new DistancePart(Descriptor.Name, distances[i])];
            foreach (var picture in pictures)
            {
                if (hits.Count == request.K) return hits;
                hits.Add(new Hit(hits.Count + 1, picture.Path, distances[i], picture.Label) { Why = parts });
            }
        }
        return hits;
    }

    /// <summary>The vectors of all pictures that have one and a label, one picture after the other, as an evaluation takes them.</summary>
    public LabelledVectors Labelled(ICatalog catalog)
    {
        var vectors = new Dictionary<ContentHash, float[]>();
        catalog.ReadVectors(Descriptor.Name, (content, vector) => vectors[content] = vector.ToArray());
        var chosen = Pictures.Where(picture => picture.Label is not null && vectors.ContainsKey(picture.Content)).ToArray();
        var values = new float[checked(chosen.Length * Descriptor.Dimensions)];
        for (var i = 0; i < chosen.Length; i++) vectors[chosen[i].Content].CopyTo(values, i * Descriptor.Dimensions);
        return new LabelledVectors(values, Array.ConvertAll(chosen, picture => picture.Label!), Descriptor.Dimensions, Descriptor.Metric);
    }

    /// <summary>The vectors, one for each content, in the order of the first paths, with the pictures that share it.</summary>
    internal DistinctVectors Distinct(ICatalog catalog)
    {
        var vectors = new float[picturesOf.Count][];
        catalog.ReadVectors(Descriptor.Name, (content, vector) =>
        {
            if (idOf.TryGetValue(content, out var id)) vectors[id] = vector.ToArray();
        });
        int[] ids = [.. Enumerable.Range(0, vectors.Length).Where(id => vectors[id] is not null)];
        var values = new float[checked(ids.Length * Descriptor.Dimensions)];
        for (var i = 0; i < ids.Length; i++) vectors[ids[i]].CopyTo(values, i * Descriptor.Dimensions);
        return new DistinctVectors(values, Descriptor, [.. ids.Select(id => picturesOf[id])]);
    }

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

    private static CatalogDescriptor Match(IReadOnlyList<CatalogDescriptor> stored, IDescriptor descriptor)
    {
        var found = stored.FirstOrDefault(candidate => candidate.Name == descriptor.Name) ?? throw new UnusableInputException(
            $"The library holds no vectors of '{descriptor.Name}'{(stored.Count > 0 ? $", only of {string.Join(", ", stored.Select(other => other.Name))}" : "")}. Index pictures first.");
        if (found == new CatalogDescriptor(descriptor.Name, descriptor.Fingerprint, descriptor.Dimensions, descriptor.Metric)) return found;
        throw new DamagedDataException(
            $"The library was indexed by another '{found.Name}' (fingerprint {found.Fingerprint}, {found.Dimensions} dimensions) than the one in use "
            + $"({descriptor.Fingerprint}, {descriptor.Dimensions} dimensions); their vectors cannot be compared. Index the pictures again.");
    }

    private void Fill(ICatalog catalog, DistanceSample? sample)
    {
        // Ids follow the order of paths, so that equal distances are told apart by path whatever order the pictures were indexed in.
        foreach (var picture in Pictures)
        {
            if (idOf.TryAdd(picture.Content, picturesOf.Count)) picturesOf.Add([]);
            picturesOf[(int)idOf[picture.Content]].Add(picture);
        }
        var described = new bool[picturesOf.Count];
        catalog.ReadVectors(Descriptor.Name, (content, vector) =>
        {
            if (!idOf.TryGetValue(content, out var id)) return; // its pictures went while it was being read
            try
            {
                index.Add(vector, [id]);
            }
            catch (UnusableInputException bad)
            {
                throw new DamagedDataException($"The catalog is damaged (the vector of '{picturesOf[(int)id][0].Path}': {bad.Message}). Delete catalog.db and index again.", bad);
            }
            described[id] = true;
            sample?.Offer(content, vector);
        });
        for (var id = 0; id < described.Length; id++) if (!described[id]) WithoutVector += picturesOf[id].Count;
    }
}
