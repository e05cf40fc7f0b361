using Likeness.Search.Flat;
using Likeness.Search.Ivf;

namespace Likeness.Catalog.Sqlite;

/// <summary>
/// The vectors of generations in memory, for the readers of a catalog: those of the state that was asked for last.
/// </summary>
/// <param name="catalog">The full path of the catalog.</param>
/// <param name="threads">The most threads that a search uses; 0 for one per processor.</param>
internal sealed class SqliteVectors(string catalog, int threads)
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, LoadedVectors> loaded = [];
    private readonly Dictionary<string, (long Version, long Count)> counted = [];
    private readonly List<WeakReference<LoadedVectors>> all = [];

    /// <summary>The vectors of a generation as a reader sees them.</summary>
    /// <param name="reader">Of one state.</param>
    /// <param name="id">The generation's number.</param>
    /// <param name="descriptor">What made the vectors.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public LoadedVectors Of(SqliteReader reader, long id, CatalogDescriptor descriptor, CancellationToken cancellationToken)
    {
        // One reads while the others wait for it: several would read the same.
        lock (gate)
        {
            if (loaded.TryGetValue(id, out var found) && found.Version == reader.Version) return found;
            var read = LoadedVectors.Read(reader, catalog, id, descriptor, threads, cancellationToken);
            // Searches may still use what is replaced: the collector closes it when none does, or the end of the catalog.
            all.RemoveAll(former => !former.TryGetTarget(out _));
            all.Add(new WeakReference<LoadedVectors>(read));
            // A reader of an older state must not take the newer ones' vectors away.
            if (found is null || found.Version < read.Version) loaded[id] = read;
            return read;
        }
    }

    /// <summary>A count that takes a walk through all rows, and is asked for by every search: once for each state.</summary>
    /// <param name="version">The state of the catalog.</param>
    /// <param name="what">What is counted.</param>
    /// <param name="count">Counts it.</param>
    public long Count(long version, string what, Func<long> count)
    {
        lock (gate)
        {
            if (counted.TryGetValue(what, out var known) && known.Version == version) return known.Count;
        }

        var found = count();
        lock (gate) counted[what] = (version, found);
        return found;
    }

    /// <summary>Closes all. A search that is under way is not disturbed.</summary>
    public void Clear()
    {
        lock (gate)
        {
            foreach (var reference in all)
            {
                if (reference.TryGetTarget(out var vectors)) vectors.Index.Dispose();
            }

            all.Clear();
            loaded.Clear();
            counted.Clear();
        }
    }
}

/// <summary>All vectors of a generation in one state of the catalog. Searches may run at the same time.</summary>
internal sealed class LoadedVectors
{
    private readonly CatalogDescriptor descriptor;
    private readonly int threads;
    private readonly Lock gate = new();
    private IndexIVFFlat? cells;
    private int[]? rowOf;

    private LoadedVectors(CatalogDescriptor descriptor, int threads, long version, IndexFlat index) =>
        (this.descriptor, this.threads, Version, Index) = (descriptor, threads, version, index);

    /// <summary>The state of the catalog.</summary>
    public long Version { get; }

    /// <summary>The vectors; ids are the catalog's numbers of contents.</summary>
    public IndexFlat Index { get; }

    /// <summary>Opens all vectors of a generation: the mirror in a file as far as it agrees with the catalog, the rest from the catalog.</summary>
    /// <exception cref="DamagedDataException">A vector is not finite, or is there twice.</exception>
    public static LoadedVectors Read(
        SqliteReader reader, string catalog, long id, CatalogDescriptor descriptor, int threads, CancellationToken cancellationToken)
    {
        var mirror = VectorFile.TryOpen(catalog, reader.CatalogId, id, descriptor);
        try
        {
            var index = mirror is null
                ? new IndexFlat(descriptor.Dimensions, descriptor.Metric, threads)
                : Over(mirror, descriptor, threads);
            var read = new LoadedVectors(descriptor, threads, reader.Version, index);
            if (mirror is null) reader.ReadVectors(descriptor, id, (content, _, vector) => read.Add(reader, content, vector), cancellationToken);
            else if (mirror.Version != reader.Version) read.Follow(reader, mirror, id, cancellationToken);
            return read;
        }
        catch
        {
            mirror?.Dispose();
            throw;
        }
    }

    /// <summary>The row of a content's vector; −1 where it has none.</summary>
    public int RowOf(long content)
    {
        var rows = rowOf ?? MapRows();
        return content < rows.Length ? rows[content] : -1;
    }

    /// <summary>The same vectors in the cells of clusters.</summary>
    /// <exception cref="DamagedDataException">The centers cannot be right.</exception>
    public IndexIVFFlat Cells(SqliteReader reader, long id, CatalogClusters clusters, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (cells is not null) return cells;
            IndexIVFFlat made;
            try
            {
                made = new IndexIVFFlat(descriptor.Dimensions, descriptor.Metric, clusters.Centers.Span, threads: threads);
            }
            catch (UnusableInputException bad)
            {
                throw new DamagedDataException(
                    $"The catalog is damaged (the clusters of '{descriptor.Name}': {bad.Message}). Run likeness cluster again.", bad);
            }

            reader.ReadVectors(descriptor, id, (content, _, vector) => made.Add(vector, [content]), cancellationToken);
            return cells = made;
        }
    }

    private static unsafe IndexFlat Over(VectorFile mirror, CatalogDescriptor descriptor, int threads) =>
        IndexFlat.Over(descriptor.Dimensions, descriptor.Metric, mirror.Rows, mirror.Contents, mirror, threads);

    /// <summary>Brings a mirror of another state to that of a reader: what is gone is passed over, what is new is added.</summary>
    private void Follow(SqliteReader reader, VectorFile mirror, long id, CancellationToken cancellationToken)
    {
        var contents = mirror.Contents;
        var rowIds = mirror.RowIds;
        var (gone, fresh) = (new List<long>(), new List<long>());
        var row = 0;
        foreach (var (content, rowId) in reader.VectorIds(id, cancellationToken))
        {
            while (row < contents.Length && contents[row] < content) gone.Add(contents[row++]);
            if (row < contents.Length && contents[row] == content)
            {
                if (rowIds[row++] == rowId) continue;
                gone.Add(content);
            }

            fresh.Add(rowId);
        }

        while (row < contents.Length) gone.Add(contents[row++]);
        Index.Remove([.. gone]);
        foreach (var rowId in fresh)
            reader.ReadVector(descriptor, rowId, (content, _, vector) => Add(reader, content, vector), cancellationToken);
    }

    private void Add(SqliteReader reader, long content, ReadOnlySpan<float> vector)
    {
        try
        {
            Index.Add(vector, [content]);
        }
        catch (Exception bad) when (bad is UnusableInputException or ArgumentException)
        {
            throw reader.DamagedVector(descriptor, content, bad);
        }
    }

    private int[] MapRows()
    {
        var ids = Index.Ids;
        var most = 0L;
        foreach (var id in ids) most = Math.Max(most, id);
        var rows = new int[checked((int)most + 1)];
        Array.Fill(rows, -1);
        for (var row = 0; row < ids.Length; row++) rows[ids[row]] = row;
        return rowOf = rows;
    }
}
