using Likeness.Search.Scanning;

namespace Likeness.Search.Ivf;

/// <summary>
/// Keeps vectors in cells, one around each centre, and compares a query only with those in the cells nearest to it (the inverted file of
/// FAISS, <c>IndexIVFFlat</c>). With fewer <see cref="Probes"/> than cells it may miss neighbours that lie beyond a border; what it finds
/// is at its exact distance. With all cells it is as exact as <see cref="Flat.IndexFlat"/>.
/// </summary>
public sealed class IndexIVFFlat : IVectorIndex
{
    private readonly RowCoding coding = RowCoding.Float32;
    private readonly Preparation preparation;
    private readonly CoarseQuantizer quantizer;
    private readonly InvertedList[] lists;
    private readonly Dictionary<long, (int List, int Row)> placeOf = [];
    private readonly int threads;

    /// <summary>An empty index over cells.</summary>
    /// <param name="dimensions">Numbers per vector, at least 1.</param>
    /// <param name="metric">How vectors are compared.</param>
    /// <param name="centres">
    /// cells × dimensions finite numbers, as <see cref="Clustering.Clusters.Centres"/> has them: for the cosine, means of vectors of length
    /// 1.
    /// </param>
    /// <param name="probes">
    /// Cells that a search looks into unless it says otherwise (FAISS <c>nprobe</c>), 1 to the number of cells; 1 by default.
    /// </param>
    /// <param name="threads">The most threads that a search uses; 0, the default, means as many as the machine has.</param>
    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    /// <exception cref="ArgumentException">The numbers are no whole number of centres, or none.</exception>
    /// <exception cref="UnusableInputException">A centre holds NaN or an infinity.</exception>
    public IndexIVFFlat(int dimensions, Metric metric, ReadOnlySpan<float> centres, int probes = 1, int threads = 0)
    {
        IndexArguments.CheckSettings(dimensions, metric, threads);
        if (centres.IsEmpty || centres.Length % dimensions != 0)
            throw new ArgumentException(
                $"{centres.Length} numbers are no whole number of centres with {dimensions} each, at least one.", nameof(centres));
        FiniteNumbers.Check(centres, dimensions, "centre");
        (Dimensions, Metric) = (dimensions, metric);
        preparation = new Preparation(dimensions, metric);
        quantizer = new CoarseQuantizer(centres, preparation);
        lists = new InvertedList[quantizer.Count];
        for (var i = 0; i < lists.Length; i++) lists[i] = new InvertedList(coding.BytesOf(preparation.Stride));
        CheckProbes(probes);
        Probes = probes;
        this.threads = threads;
    }

    /// <inheritdoc/>
    public Metric Metric { get; }

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <inheritdoc/>
    public int Count => placeOf.Count;

    /// <summary>How many cells there are (FAISS <c>nlist</c>).</summary>
    public int Cells => lists.Length;

    /// <summary>Cells that a search looks into unless it says otherwise.</summary>
    public int Probes { get; }

    /// <summary>How many vectors each cell holds.</summary>
    public IReadOnlyList<int> CellSizes => Array.ConvertAll(lists, list => list.Ids.Length);

    /// <inheritdoc/>
    public unsafe void Add(ReadOnlySpan<float> vectors, ReadOnlySpan<long> ids)
    {
        IndexArguments.CheckVectors(vectors, ids, Dimensions);
        CheckIds(ids);
        if (ids.IsEmpty) return;
        using var prepared = new PreparedQueries(vectors, ids.Length, preparation);
        var cells = new long[ids.Length];
        quantizer.Nearest(prepared.Rows, ids.Length, 1, cells);
        for (var i = 0; i < ids.Length; i++)
        {
            var list = lists[cells[i]];
            coding.Encode(new ReadOnlySpan<float>(prepared.Rows + (nint)i * prepared.Stride, prepared.Stride), list.Append(ids[i]));
            placeOf.Add(ids[i], ((int)cells[i], list.Ids.Length - 1));
        }
    }

    /// <inheritdoc/>
    public int Remove(ReadOnlySpan<long> ids)
    {
        var removed = 0;
        foreach (var id in ids)
        {
            if (!placeOf.Remove(id, out var place)) continue;
            var moved = lists[place.List].RemoveAt(place.Row);
            if (moved >= 0) placeOf[moved] = place;
            removed++;
        }

        return removed;
    }

    /// <inheritdoc/>
    /// <param name="queries">count × <see cref="Dimensions"/> finite numbers.</param>
    /// <param name="k">How many neighbours to find for each query, at least 1; fewer are found where the cells hold fewer.</param>
    /// <param name="distances">Receives count × <paramref name="k"/> distances.</param>
    /// <param name="ids">Receives count × <paramref name="k"/> ids.</param>
    /// <param name="options">
    /// A filter, a way to cancel, and of <see cref="IvfSearchOptions"/> the number of cells; null for none of these.
    /// </param>
    /// <exception cref="WrongSettingsException">The number of cells is out of its range.</exception>
    public unsafe void Search(ReadOnlySpan<float> queries, int k, Span<float> distances, Span<long> ids, SearchOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var probes = ProbesOf(options);
        var count = IndexArguments.CountQueries(queries, Dimensions);
        IndexArguments.CheckRoom(count, k, distances, ids);
        fixed (float* distance = distances)
        fixed (long* id = ids) Run<NearestCollector, NearestResults>(queries, count, new NearestResults(k, distance, id), probes, options);
    }

    /// <inheritdoc/>
    /// <param name="queries">count × <see cref="Dimensions"/> finite numbers.</param>
    /// <param name="radius">The largest distance that is found; only in the cells that are looked into.</param>
    /// <param name="options">
    /// A filter, a way to cancel, and of <see cref="IvfSearchOptions"/> the number of cells; null for none of these.
    /// </param>
    /// <exception cref="WrongSettingsException">The number of cells is out of its range.</exception>
    public Neighbor[][] RangeSearch(ReadOnlySpan<float> queries, float radius, SearchOptions? options = null)
    {
        IndexArguments.CheckRadius(radius);
        var probes = ProbesOf(options);
        var count = IndexArguments.CountQueries(queries, Dimensions);
        var found = new Neighbor[count][];
        Run<RangeCollector, RangeResults>(queries, count, new RangeResults(radius, found), probes, options);
        return found;
    }

    private void Run<TCollector, TResults>(ReadOnlySpan<float> queries, int count, TResults results, int probes, SearchOptions? options)
        where TCollector : struct, ICollector<TCollector>
        where TResults : struct, IResults<TCollector>
    {
        if (count == 0) return;
        using var prepared = new PreparedQueries(queries, count, preparation);
        var scanner = coding.Scanner<TCollector>(Metric, preparation.Stride, options?.Filter);
        var cancelled = options?.CancellationToken ?? default;
        new IvfSearch<TCollector, TResults>(lists, quantizer, scanner, prepared, results, probes, threads, cancelled).Run();
    }

    private int ProbesOf(SearchOptions? options)
    {
        var probes = (options as IvfSearchOptions)?.Probes ?? Probes;
        CheckProbes(probes);
        return probes;
    }

    private void CheckProbes(int probes)
    {
        if (probes < 1 || probes > Cells)
            throw new WrongSettingsException($"A search in {probes} cells was asked for; there are {Cells}: ask for 1 to {Cells}.");
    }

    private void CheckIds(ReadOnlySpan<long> added)
    {
        var seen = new HashSet<long>(added.Length);
        foreach (var id in added)
            if (id < 0 || placeOf.ContainsKey(id) || !seen.Add(id)) throw IndexArguments.RefusedId(id);
    }
}

/// <summary>What may be asked of one search of an <see cref="IndexIVFFlat"/> (FAISS <c>SearchParametersIVF</c>).</summary>
public sealed record IvfSearchOptions : SearchOptions
{
    /// <summary>
    /// Cells to look into for each query, 1 to <see cref="IndexIVFFlat.Cells"/>; null, the default, for <see cref="IndexIVFFlat.Probes"/>.
    /// </summary>
    public int? Probes { get; init; }
}
