using System.Runtime.InteropServices;
using Likeness.Search.Scanning;

namespace Likeness.Search.Flat;

/// <summary>
/// Compares the query with every vector: exact, and the judge of every other index. Vectors lie in memory as float32,
/// 4 × (dimensions rounded up to 16) bytes each; a search runs at the speed of memory and uses several threads where that pays.
/// </summary>
public sealed class IndexFlat : IVectorIndex, IDisposable
{
    private readonly RowCoding coding = RowCoding.Float32;
    private readonly Preparation preparation;
    private readonly RowStore store;
    private readonly List<long> ids = []; // by row; −1 where a row that cannot be taken out was removed
    private readonly int threads;
    private readonly MemoryOwner? owner;
    private Dictionary<long, int>? rows;
    private long[]? present;
    private int removed;

    /// <summary>An empty index.</summary>
    /// <param name="dimensions">Numbers per vector, at least 1.</param>
    /// <param name="metric">How vectors are compared.</param>
    /// <param name="threads">The most threads that a search uses; 0, the default, means as many as the machine has.</param>
    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    public IndexFlat(int dimensions, Metric metric, int threads = 0)
    {
        IndexArguments.CheckSettings(dimensions, metric, threads);
        (Dimensions, Metric, this.threads) = (dimensions, metric, threads);
        preparation = new Preparation(dimensions, metric);
        store = new RowStore(coding.BytesOf(preparation.Stride));
    }

    private unsafe IndexFlat(int dimensions, Metric metric, float* prepared, ReadOnlySpan<long> ids, IDisposable? owner, int threads)
    {
        (Dimensions, Metric, this.threads) = (dimensions, metric, threads);
        preparation = new Preparation(dimensions, metric);
        store = new RowStore(coding.BytesOf(preparation.Stride), (byte*)prepared, ids.Length);
        this.ids.AddRange(ids);
        if (!IsAscending(ids)) rows = RowsById();
        // Last of all: where this throws, the memory is still the caller's.
        if (owner is not null) this.owner = new MemoryOwner(owner);
    }

    /// <summary>
    /// An index over prepared vectors that lie in memory already, such as a mapped file. They are read where they are and never written to:
    /// vectors that are added lie behind them in memory of the index, and those that are removed are passed over.
    /// </summary>
    /// <param name="dimensions">Numbers per vector before it was prepared, at least 1.</param>
    /// <param name="metric">How vectors are compared.</param>
    /// <param name="prepared">
    /// The vectors one behind the other, each as <see cref="Preparation.Prepare"/> makes it; begins at a multiple of 64 bytes. The numbers
    /// are not looked at: searches find nonsense where some are not finite. Memory must stay readable until the index is disposed of.
    /// </param>
    /// <param name="ids">
    /// Their ids, 0 or greater, each once; as many as vectors. They are copied; where they ascend, checking them takes no memory.
    /// </param>
    /// <param name="owner">
    /// Who keeps the memory; disposed of with the index, after the last search that is under way then. Null where the caller sees to that.
    /// </param>
    /// <param name="threads">The most threads that a search uses; 0, the default, means as many as the machine has.</param>
    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    /// <exception cref="ArgumentException">The memory does not begin at a cache line, or an id is negative or given twice.</exception>
    public static unsafe IndexFlat Over(
        int dimensions, Metric metric, float* prepared, ReadOnlySpan<long> ids, IDisposable? owner = null, int threads = 0)
    {
        IndexArguments.CheckSettings(dimensions, metric, threads);
        if ((nuint)prepared % 64 != 0 || (prepared == null && !ids.IsEmpty))
            throw new ArgumentException("Prepared vectors have to begin at a multiple of 64 bytes.", nameof(prepared));
        return new IndexFlat(dimensions, metric, prepared, ids, owner, threads);
    }

    /// <inheritdoc/>
    public Metric Metric { get; }

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <inheritdoc/>
    public int Count => store.Count - removed;

    /// <summary>The ids in the order that <see cref="Distances"/> uses: as added, until something is removed.</summary>
    public ReadOnlySpan<long> Ids => removed == 0 ? CollectionsMarshal.AsSpan(ids) : present ??= [.. ids.Where(id => id >= 0)];

    /// <summary>For how many ids there is room.</summary>
    internal int Room => Rows.Capacity;

    /// <summary>The row of each id. Made when it is first needed: an index that is only searched has no use for it.</summary>
    private Dictionary<long, int> Rows => rows ??= RowsById();

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<float> vectors, ReadOnlySpan<long> ids)
    {
        ObjectDisposedException.ThrowIf(owner is { IsDisposed: true }, this);
        IndexArguments.CheckVectors(vectors, ids, Dimensions);
        store.Reserve(ids.Length);
        ReserveIds(ids);
        this.ids.AddRange(ids);
        present = null;
        var prepared = new float[preparation.Stride];
        for (var i = 0; i < ids.Length; i++)
        {
            preparation.Prepare(vectors.Slice(i * Dimensions, Dimensions), prepared);
            coding.Encode(prepared, store.Append());
        }
    }

    /// <inheritdoc/>
    public int Remove(ReadOnlySpan<long> ids)
    {
        var before = Count;
        foreach (var id in ids)
        {
            if (!Rows.Remove(id, out var row)) continue;
            present = null;
            if (row < store.Fixed)
            {
                this.ids[row] = -1;
                removed++;
                continue;
            }

            var last = store.Count - 1;
            if (row != last)
            {
                store.Row(last).CopyTo(store.Row(row));
                this.ids[row] = this.ids[last];
                Rows[this.ids[row]] = row;
            }

            this.ids.RemoveAt(last);
            store.RemoveLast();
        }

        return before - Count;
    }

    /// <inheritdoc/>
    public unsafe void Search(ReadOnlySpan<float> queries, int k, Span<float> distances, Span<long> ids, SearchOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var count = IndexArguments.CountQueries(queries, Dimensions);
        IndexArguments.CheckRoom(count, k, distances, ids);
        fixed (float* distance = distances)
        fixed (long* id = ids) Run<NearestCollector, NearestResults>(queries, count, new NearestResults(k, distance, id), options);
    }

    /// <inheritdoc/>
    public Neighbor[][] RangeSearch(ReadOnlySpan<float> queries, float radius, SearchOptions? options = null)
    {
        IndexArguments.CheckRadius(radius);
        var count = IndexArguments.CountQueries(queries, Dimensions);
        var found = new Neighbor[count][];
        Run<RangeCollector, RangeResults>(queries, count, new RangeResults(radius, found), options);
        return found;
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
        var count = IndexArguments.CountQueries(queries, Dimensions);
        if (distances.Length != (long)count * Count)
            throw new ArgumentException(
                $"{count} queries over {Count} vectors need room for {(long)count * Count} distances, not {distances.Length}.",
                nameof(distances));
        using var prepared = new PreparedQueries(queries, count, preparation);
        owner?.Enter();
        try
        {
            if (removed == 0)
            {
                fixed (float* start = distances) Measure(prepared, start);
                return;
            }

            var all = new float[checked(count * store.Count)];
            fixed (float* start = all) Measure(prepared, start);
            for (int i = 0, to = 0; i < all.Length; i++)
                if (ids[i % store.Count] >= 0) distances[to++] = all[i];
        }
        finally
        {
            owner?.Leave();
        }
    }

    /// <summary>
    /// Gives back memory that another owns, once no search reads it any more; an index that has memory of its own needs no disposal.
    /// </summary>
    public void Dispose() => owner?.Dispose();

    private unsafe void Measure(PreparedQueries queries, float* distances)
    {
        foreach (var block in store.Blocks)
        {
            var count = Math.Min(block.Capacity, store.Count - block.FirstRow);
            if (count > 0)
                coding.Distances(
                    Metric, queries.Rows, queries.Count, block.Rows, count, queries.Stride, distances + block.FirstRow, store.Count);
        }
    }

    private void Run<TCollector, TResults>(ReadOnlySpan<float> queries, int count, TResults results, SearchOptions? options)
        where TCollector : struct, ICollector<TCollector>
        where TResults : struct, IResults<TCollector>
    {
        using var prepared = new PreparedQueries(queries, count, preparation);
        var scanner = coding.Scanner<TCollector>(Metric, preparation.Stride, options?.Filter);
        owner?.Enter();
        try
        {
            var cancelled = options?.CancellationToken ?? default;
            new FlatSearch<TCollector, TResults>(store, ids, scanner, prepared, results, threads, cancelled).Run();
        }
        finally
        {
            owner?.Leave();
        }
    }

    private static bool IsAscending(ReadOnlySpan<long> ids)
    {
        if (!ids.IsEmpty && ids[0] < 0) return false;
        for (var i = 1; i < ids.Length; i++)
            if (ids[i] <= ids[i - 1]) return false;
        return true;
    }

    private Dictionary<long, int> RowsById()
    {
        var made = new Dictionary<long, int>(ids.Count);
        for (var row = 0; row < ids.Count; row++)
            if (ids[row] < 0 || !made.TryAdd(ids[row], row)) throw IndexArguments.RefusedId(ids[row]);
        return made;
    }

    private void ReserveIds(ReadOnlySpan<long> added)
    {
        // At least twice as much each time: room for exactly one more would be made again and again.
        var needed = Rows.Count + added.Length;
        if (needed > Rows.Capacity) Rows.EnsureCapacity((int)Math.Min(Math.Max(needed, 2L * Rows.Capacity), Array.MaxLength));
        for (var i = 0; i < added.Length; i++)
        {
            if (added[i] >= 0 && Rows.TryAdd(added[i], store.Count + i)) continue;
            for (var undo = 0; undo < i; undo++) Rows.Remove(added[undo]);
            throw IndexArguments.RefusedId(added[i]);
        }
    }

    /// <summary>Counts who reads another's memory, and gives it back when it is to be and nobody does.</summary>
    private sealed class MemoryOwner(IDisposable owner) : IDisposable
    {
        private readonly Lock gate = new();
        private int readers;
        private bool given;

        public bool IsDisposed { get; private set; }

        public void Enter()
        {
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(IsDisposed, typeof(IndexFlat));
                readers++;
            }
        }

        public void Leave()
        {
            lock (gate) readers--;
            GiveBack();
        }

        public void Dispose()
        {
            lock (gate) IsDisposed = true;
            GiveBack();
        }

        private void GiveBack()
        {
            lock (gate)
            {
                if (!IsDisposed || given || readers > 0) return;
                given = true;
            }

            owner.Dispose();
        }
    }
}
