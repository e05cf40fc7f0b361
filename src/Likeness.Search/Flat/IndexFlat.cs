using System.Runtime.InteropServices;
using Likeness.Search.SquaredDistances;

namespace Likeness.Search.Flat;

/// <summary>
/// Compares the query with every vector: exact, and the judge of every other index. Vectors lie in memory as float32,
/// 4 × (dimensions rounded up to 16) bytes each; a search runs at the speed of memory and uses several threads where that pays.
/// </summary>
public sealed class IndexFlat : IVectorIndex
{
    private readonly VectorStore store;
    private readonly List<long> ids = [];
    private readonly Dictionary<long, int> rowOf = [];
    private readonly int threads;

    /// <summary>An empty index.</summary>
    /// <param name="dimensions">Numbers per vector, at least 1.</param>
    /// <param name="metric">How vectors are compared.</param>
    /// <param name="threads">The most threads that a search uses; 0 means as many as the machine has.</param>
    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    public IndexFlat(int dimensions, Metric metric, int threads = 0)
    {
        if (dimensions < 1)
            throw new WrongSettingsException($"An index of vectors with {dimensions} dimensions was asked for; it takes at least 1.");
        if (threads < 0)
            throw new WrongSettingsException($"An index with {threads} threads was asked for; give 1 or more, or 0 for all of the machine.");
        if (!Enum.IsDefined(metric))
            throw new WrongSettingsException($"There is no metric {(int)metric}; use {string.Join(" or ", Enum.GetNames<Metric>())}.");
        (Dimensions, Metric) = (dimensions, metric);
        this.threads = threads == 0 ? Environment.ProcessorCount : threads;
        Preparation = new Preparation(dimensions, metric);
        store = new VectorStore(Preparation.Stride);
    }

    /// <inheritdoc/>
    public Metric Metric { get; }

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <inheritdoc/>
    public int Count => store.Count;

    /// <summary>The ids in the order that <see cref="Distances"/> uses: as added, until something is removed.</summary>
    public ReadOnlySpan<long> Ids => CollectionsMarshal.AsSpan(ids);

    internal Preparation Preparation { get; }

    /// <summary>For how many ids there is room.</summary>
    internal int Room => rowOf.Capacity;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<float> vectors, ReadOnlySpan<long> ids)
    {
        if (vectors.Length != (long)ids.Length * Dimensions)
            throw new ArgumentException(
                $"{ids.Length} ids need {(long)ids.Length * Dimensions} numbers ({Dimensions} each), but {vectors.Length} were given.", nameof(vectors));
        FiniteNumbers.Check(vectors, Dimensions, "vector", ids);
        store.Reserve(ids.Length);
        ReserveIds(ids);
        this.ids.AddRange(ids);
        for (var i = 0; i < ids.Length; i++) Preparation.Prepare(vectors.Slice(i * Dimensions, Dimensions), store.Append());
    }

    /// <inheritdoc/>
    public int Remove(ReadOnlySpan<long> ids)
    {
        var removed = 0;
        foreach (var id in ids)
        {
            if (!rowOf.Remove(id, out var row)) continue;
            var last = store.Count - 1;
            if (row != last)
            {
                store.Row(last).CopyTo(store.Row(row));
                this.ids[row] = this.ids[last];
                rowOf[this.ids[row]] = row;
            }
            this.ids.RemoveAt(last);
            store.RemoveLast();
            removed++;
        }
        return removed;
    }

    /// <inheritdoc/>
    public void Search(ReadOnlySpan<float> queries, int k, Span<float> distances, Span<long> ids, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var count = CountQueries(queries);
        if (distances.Length != (long)count * k || ids.Length != (long)count * k)
            throw new ArgumentException(
                $"{count} queries with {k} neighbours each need room for {(long)count * k}, but there are {distances.Length} distances and {ids.Length} ids.");
        using var prepared = new PreparedQueries(queries, count, Preparation);
        new FlatSearch(store, this.ids, Metric, threads, prepared, k, cancellationToken).Run(distances, ids);
    }

    /// <summary>
    /// The distance of each query to every vector, in the order of <see cref="Ids"/>, on the calling thread alone. For evaluations,
    /// which need whole rankings; several threads may call it at once.
    /// </summary>
    /// <param name="queries">count × <see cref="Dimensions"/> finite numbers; a few at a time are faster than one.</param>
    /// <param name="distances">Receives count × <see cref="Count"/> distances.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    /// <exception cref="UnusableInputException">A query holds NaN or an infinity.</exception>
    public unsafe void Distances(ReadOnlySpan<float> queries, Span<float> distances)
    {
        var count = CountQueries(queries);
        if (distances.Length != (long)count * Count)
            throw new ArgumentException($"{count} queries over {Count} vectors need room for {(long)count * Count} distances, not {distances.Length}.", nameof(distances));
        using var prepared = new PreparedQueries(queries, count, Preparation);
        fixed (float* start = distances)
        {
            foreach (var block in store.Blocks)
            {
                var rows = Math.Min(block.Capacity, Count - block.FirstRow);
                if (rows <= 0) continue;
                SquaredDistance.Compute(prepared.Rows, count, block.Rows, rows, store.Stride, start + block.FirstRow, Count);
                for (var query = 0; query < count; query++)
                {
                    var found = new Span<float>(start + (nint)query * Count + block.FirstRow, rows);
                    Presentation.FromSquared(found, Metric, prepared.Rows + (nint)query * store.Stride, block.Rows, store.Stride);
                }
            }
        }
    }

    private int CountQueries(ReadOnlySpan<float> queries)
    {
        if (queries.Length % Dimensions != 0)
            throw new ArgumentException($"{queries.Length} numbers are no whole number of queries with {Dimensions} each.", nameof(queries));
        FiniteNumbers.Check(queries, Dimensions, "query");
        return queries.Length / Dimensions;
    }

    private void ReserveIds(ReadOnlySpan<long> added)
    {
        // At least twice as much each time: room for exactly one more would be made again and again.
        var needed = rowOf.Count + added.Length;
        if (needed > rowOf.Capacity) rowOf.EnsureCapacity((int)Math.Min(Math.Max(needed, 2L * rowOf.Capacity), Array.MaxLength));
        for (var i = 0; i < added.Length; i++)
        {
            if (added[i] >= 0 && rowOf.TryAdd(added[i], Count + i)) continue;
            for (var undo = 0; undo < i; undo++) rowOf.Remove(added[undo]);
            throw new ArgumentException($"The id {added[i]} is {(added[i] < 0 ? "negative" : "in the index already, or given twice")}.", nameof(added));
        }
    }
}
