using Likeness.Search.Flat;

namespace Likeness.Search.Ivf;

/// <summary>
/// Keeps vectors in cells, one around each centre, and compares a query only with those in the cells nearest to it (the inverted file of FAISS,
/// <c>IndexIVFFlat</c>). With fewer <see cref="Probes"/> than cells it may miss neighbours that lie beyond a border; what it finds
/// is at its exact distance. With all cells it is as exact as <see cref="IndexFlat"/>.
/// </summary>
public sealed class IndexIVFFlat : IVectorIndex
{
    private readonly Preparation preparation;
    private readonly CoarseQuantizer quantizer;
    private readonly InvertedList[] lists;
    private readonly Dictionary<long, (int List, int Row)> placeOf = [];
    private readonly int threads;

    /// <summary>An empty index over cells.</summary>
    /// <param name="dimensions">Numbers per vector, at least 1.</param>
    /// <param name="metric">How vectors are compared.</param>
    /// <param name="centres">
    /// cells × dimensions finite numbers, as <see cref="Clustering.Clusters.Centres"/> has them: for the cosine, means of vectors of length 1.
    /// </param>
    /// <param name="probes">Cells that a search looks into unless it says otherwise (FAISS <c>nprobe</c>), 1 to the number of cells.</param>
    /// <param name="threads">The most threads that a search uses; 0 means as many as the machine has.</param>
    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    /// <exception cref="ArgumentException">The numbers are no whole number of centres, or none.</exception>
    /// <exception cref="UnusableInputException">A centre holds NaN or an infinity.</exception>
    public IndexIVFFlat(int dimensions, Metric metric, ReadOnlySpan<float> centres, int probes = 1, int threads = 0)
    {
        if (dimensions < 1) throw new WrongSettingsException($"An index of vectors with {dimensions} dimensions was asked for; it takes at least 1.");
        if (threads < 0) throw new WrongSettingsException($"An index with {threads} threads was asked for; give 1 or more, or 0 for all of the machine.");
        if (!Enum.IsDefined(metric)) throw new WrongSettingsException($"There is no metric {(int)metric}; use {string.Join(" or ", Enum.GetNames<Metric>())}.");
        if (centres.IsEmpty || centres.Length % dimensions != 0)
            throw new ArgumentException($"{centres.Length} numbers are no whole number of centres with {dimensions} each, at least one.", nameof(centres));
        FiniteNumbers.Check(centres, dimensions, "centre");
        (Dimensions, Metric) = (dimensions, metric);
        preparation = new Preparation(dimensions, metric);
        quantizer = new CoarseQuantizer(centres, preparation);
        lists = new InvertedList[quantizer.Count];
        for (var i = 0; i < lists.Length; i++) lists[i] = new InvertedList(preparation.Stride);
        CheckProbes(probes);
        Probes = probes;
        this.threads = threads == 0 ? Environment.ProcessorCount : threads;
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
        if (vectors.Length != (long)ids.Length * Dimensions)
            throw new ArgumentException(
                $"{ids.Length} ids need {(long)ids.Length * Dimensions} numbers ({Dimensions} each), but {vectors.Length} were given.", nameof(vectors));
        FiniteNumbers.Check(vectors, Dimensions, "vector", ids);
        CheckIds(ids);
        if (ids.IsEmpty) return;
        using var prepared = new PreparedQueries(vectors, ids.Length, preparation);
        var cells = new long[ids.Length];
        quantizer.Nearest(prepared.Rows, ids.Length, 1, cells);
        for (var i = 0; i < ids.Length; i++)
        {
            var row = new ReadOnlySpan<float>(prepared.Rows + (nint)i * prepared.Stride, prepared.Stride);
            placeOf.Add(ids[i], ((int)cells[i], lists[cells[i]].Add(row, ids[i])));
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
    public void Search(ReadOnlySpan<float> queries, int k, Span<float> distances, Span<long> ids, CancellationToken cancellationToken = default) =>
        Search(queries, k, Probes, distances, ids, cancellationToken);

    /// <inheritdoc cref="Search(ReadOnlySpan{float}, int, Span{float}, Span{long}, CancellationToken)"/>
    /// <param name="queries">count × <see cref="Dimensions"/> finite numbers.</param>
    /// <param name="k">How many neighbours to find for each query, at least 1; fewer are found where the cells hold fewer.</param>
    /// <param name="probes">Cells to look into for each query, 1 to <see cref="Cells"/>.</param>
    /// <param name="distances">Receives count × <paramref name="k"/> distances.</param>
    /// <param name="ids">Receives count × <paramref name="k"/> ids.</param>
    /// <param name="cancellationToken">Ends the search soon.</param>
    /// <exception cref="WrongSettingsException"><paramref name="probes"/> is out of its range.</exception>
    public void Search(ReadOnlySpan<float> queries, int k, int probes, Span<float> distances, Span<long> ids, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        CheckProbes(probes);
        if (queries.Length % Dimensions != 0)
            throw new ArgumentException($"{queries.Length} numbers are no whole number of queries with {Dimensions} each.", nameof(queries));
        FiniteNumbers.Check(queries, Dimensions, "query");
        var count = queries.Length / Dimensions;
        if (distances.Length != (long)count * k || ids.Length != (long)count * k)
            throw new ArgumentException(
                $"{count} queries with {k} neighbours each need room for {(long)count * k}, but there are {distances.Length} distances and {ids.Length} ids.");
        if (count == 0) return;
        using var prepared = new PreparedQueries(queries, count, preparation);
        new IvfSearch(lists, quantizer, Metric, threads, prepared, k, probes, cancellationToken).Run(distances, ids);
    }

    private void CheckProbes(int probes)
    {
        if (probes < 1 || probes > Cells) throw new WrongSettingsException($"A search in {probes} cells was asked for; there are {Cells}: ask for 1 to {Cells}.");
    }

    private void CheckIds(ReadOnlySpan<long> added)
    {
        var seen = new HashSet<long>(added.Length);
        foreach (var id in added)
            if (id < 0 || placeOf.ContainsKey(id) || !seen.Add(id))
                throw new ArgumentException($"The id {id} is {(id < 0 ? "negative" : "in the index already, or given twice")}.", nameof(added));
    }
}
