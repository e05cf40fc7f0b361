using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Likeness.Catalog.Sqlite;

/// <summary>
/// One state of a catalog file, on a connection of its own. SQLite has no asynchronous calls: what is asked for is read at once, on the calling
/// thread, and long lists a page at a time.
/// </summary>
internal class SqliteReader : ICatalogReader
{
    private const int PageRows = 1024;
    private const string PictureColumns = "SELECT root, path, hash, size, modified, changed";

    private readonly SqliteCatalog catalog;
    private readonly SqliteVectors vectors;
    private SqliteDatabase? database;

    internal SqliteReader(SqliteCatalog catalog, SqliteDatabase database, SqliteVectors vectors, bool toWrite = false)
    {
        (this.catalog, this.database, this.vectors) = (catalog, database, vectors);
        database.Begin(toWrite);
        Rows = new SqliteRows(database);
        // The first reading fixes the state.
        Version = database.Scalar("SELECT value FROM state WHERE name = 'version'");
    }

    /// <inheritdoc/>
    public long Version { get; }

    /// <summary>The connection, while the reader is open.</summary>
    protected SqliteDatabase Database => database ?? throw new ObjectDisposedException(GetType().Name);

    private protected SqliteRows Rows { get; }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CatalogRoot>> RootsAsync(CancellationToken cancellationToken = default) => Done<IReadOnlyList<CatalogRoot>>(
        Once(Read("SELECT id, path FROM roots ORDER BY id", row => new CatalogRoot(Rows.NumberAt(row, 0), Rows.PathAt(row, 1)), cancellationToken), root => root.Id, "the root"));

    /// <inheritdoc/>
    public IAsyncEnumerable<CatalogPicture> PicturesAsync(CancellationToken cancellationToken = default) => Keyed(
        // An outer join: a picture whose content is gone is damage, and must not be passed over.
        PictureColumns + " FROM pictures LEFT JOIN contents ON contents.id = content",
        Rows.PictureAt, picture => picture.Key, "the picture", cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CatalogPicture?> PictureAtAsync(PictureKey key, CancellationToken cancellationToken = default) => Done(Read(
        PictureColumns + " FROM pictures LEFT JOIN contents ON contents.id = content WHERE root = $1 AND path = $2",
        Rows.PictureAt, cancellationToken, key.Root, PathBytes.From(key.Path)).FirstOrDefault());

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CatalogPicture>> PicturesOfAsync(
        IReadOnlyCollection<ContentHash> contents, CancellationToken cancellationToken = default)
    {
        var found = new List<CatalogPicture>();
        foreach (var content in contents.Distinct())
        {
            found.AddRange(Read(
                PictureColumns + " FROM contents JOIN pictures ON contents.id = content WHERE hash = $1", Rows.PictureAt, cancellationToken, content.ToBytes()));
        }

        found.Sort((a, b) => a.Key.Root != b.Key.Root ? a.Key.Root.CompareTo(b.Key.Root) : string.CompareOrdinal(a.Key.Path, b.Key.Path));
        return Done<IReadOnlyList<CatalogPicture>>(found);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<RejectedPicture> RejectedAsync(CancellationToken cancellationToken = default) => Keyed(
        "SELECT root, path, size, modified, reader, reason, changed FROM rejected",
        Rows.RejectedAt, picture => picture.Key, "the rejected picture", cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CatalogGeneration>> GenerationsAsync(CancellationToken cancellationToken = default) =>
        Done<IReadOnlyList<CatalogGeneration>>(Generations(cancellationToken));

    /// <inheritdoc/>
    public ValueTask<long> CountVectorsAsync(CatalogDescriptor descriptor, CancellationToken cancellationToken = default) =>
        Done(CountVectors(IdOf(descriptor, cancellationToken)));

    /// <inheritdoc/>
    public async IAsyncEnumerable<ContentHash> DescribedAsync(
        CatalogDescriptor descriptor, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        const string sql = "SELECT content, hash FROM vectors LEFT JOIN contents ON content = contents.id "
            + "WHERE descriptor = $1 AND content > $2 ORDER BY content LIMIT $3";
        var id = IdOf(descriptor, cancellationToken);
        var last = long.MinValue;
        List<(long Content, ContentHash Hash)> page;
        do
        {
            page = Read(sql, row => (Rows.NumberAt(row, 0), Rows.HashAt(row, 1)), cancellationToken, id, last, PageRows);
            foreach (var (content, hash) in page)
            {
                last = content;
                yield return hash;
            }
        }
        while (page.Count == PageRows);
        await ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<VectorPage> VectorsAsync(
        CatalogDescriptor descriptor, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var id = IdOf(descriptor, cancellationToken);
        var last = long.MinValue;
        while (ReadVectors(descriptor, id, ref last, cancellationToken) is { } page) yield return page;
        await ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<float>?> VectorAsync(
        CatalogDescriptor descriptor, ContentHash content, CancellationToken cancellationToken = default)
    {
        var found = Read(
            "SELECT vector FROM contents JOIN vectors ON content = contents.id WHERE hash = $1 AND descriptor = $2",
            row => Rows.FiniteVectorAt(row, 0, descriptor).ToArray(), cancellationToken, content.ToBytes(), IdOf(descriptor, cancellationToken));
        return Done(found.Count == 0 ? (ReadOnlyMemory<float>?)null : found[0]);
    }

    /// <inheritdoc/>
    public ValueTask<VectorPage> SampleAsync(CatalogDescriptor descriptor, int contents, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(contents, 1);
        var id = IdOf(descriptor, cancellationToken);
        var hashes = new List<ContentHash>();
        var values = new List<float>();
        Database.Cancelled = cancellationToken;
        using (var row = Database.Query(
            "SELECT hash, vector FROM (SELECT id, hash FROM contents WHERE EXISTS (SELECT 1 FROM pictures WHERE content = contents.id) ORDER BY hash LIMIT $1) AS sample "
            + "JOIN vectors ON content = sample.id AND descriptor = $2 ORDER BY hash",
            contents, id))
        {
            while (Database.Next(row))
            {
                hashes.Add(Rows.HashAt(row, 0));
                values.AddRange(Rows.FiniteVectorAt(row, 1, descriptor));
            }
        }

        return Done(new VectorPage(hashes, values.ToArray(), descriptor.Dimensions));
    }

    /// <inheritdoc/>
    public ValueTask<long> CountWithoutVectorAsync(IReadOnlyList<CatalogDescriptor> descriptors, CancellationToken cancellationToken = default)
    {
        long[] ids = [.. descriptors.Select(descriptor => IdOf(descriptor, cancellationToken))];
        return Done(vectors.Count(Version, $"without {string.Join(' ', ids)}", () => CountWithoutVector(ids)));
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsOneFolderAsync(CancellationToken cancellationToken = default)
    {
        (long Root, string Folder)? first = null;
        var isOne = true;
        Database.Cancelled = cancellationToken;
        using (var row = Database.Query("SELECT root, path FROM pictures"))
        {
            while (isOne && Database.Next(row))
            {
                var key = Rows.KeyAt(row);
                var folder = (key.Root, key.Path[..(key.Path.LastIndexOf('/') + 1)]);
                isOne = (first ??= folder) == folder;
            }
        }

        return Done(isOne);
    }

    /// <inheritdoc/>
    public ValueTask PrepareAsync(IReadOnlyList<CatalogDescriptor> descriptors, CancellationToken cancellationToken = default)
    {
        foreach (var descriptor in descriptors) vectors.Of(this, IdOf(descriptor, cancellationToken), descriptor, cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CatalogNeighbor>> NearestAsync(CatalogQuery query, CancellationToken cancellationToken = default) =>
        Done(new SqliteSearch(this, vectors, query, cancellationToken).Run());

    /// <inheritdoc/>
    public ValueTask<CatalogClusters?> ClustersAsync(CatalogDescriptor descriptor, CancellationToken cancellationToken = default) =>
        Done(FindId(descriptor, cancellationToken) is { } id ? FindClusters(descriptor, id, cancellationToken) : null);

    /// <inheritdoc/>
    public ValueTask<CatalogTotals> TotalsAsync(CancellationToken cancellationToken = default)
    {
        Database.Cancelled = cancellationToken;
        return Done(new CatalogTotals(
            Database.Scalar("SELECT count(*) FROM pictures"), Database.Scalar("SELECT count(*) FROM contents"), Database.Scalar("SELECT count(*) FROM rejected")));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (database is null) return ValueTask.CompletedTask;
        catalog.Give(database);
        database = null;
        return ValueTask.CompletedTask;
    }

    /// <summary>The number of a generation.</summary>
    /// <exception cref="ArgumentException">There is none of this descriptor.</exception>
    internal long IdOf(CatalogDescriptor descriptor, CancellationToken cancellationToken)
    {
        if (FindId(descriptor, cancellationToken) is { } id) return id;
        var known = Generations(cancellationToken).Where(generation => generation.Descriptor.Name == descriptor.Name).ToList();
        throw new ArgumentException(
            known.Count == 0
                ? $"The catalog knows no descriptor '{descriptor.Name}'."
                : $"The catalog holds vectors of {string.Join(" and ", known.Select(generation => generation.Descriptor))}, not of {descriptor}.",
            nameof(descriptor));
    }

    /// <summary>The next vectors behind a row, by row; null at the end.</summary>
    internal VectorPage? ReadVectors(CatalogDescriptor descriptor, long id, ref long last, CancellationToken cancellationToken)
    {
        var hashes = new List<ContentHash>();
        var values = new List<float>();
        Database.Cancelled = cancellationToken;
        using (var row = Database.Query(
            "SELECT vectors.rowid, hash, vector FROM vectors LEFT JOIN contents ON contents.id = content "
            + "WHERE descriptor = $1 AND vectors.rowid > $2 ORDER BY vectors.rowid LIMIT $3",
            id, last, PageRows))
        {
            while (Database.Next(row))
            {
                last = Rows.NumberAt(row, 0);
                hashes.Add(Rows.HashAt(row, 1));
                values.AddRange(Rows.FiniteVectorAt(row, 2, descriptor));
            }
        }

        Database.CheckFrozen();
        return hashes.Count == 0 ? null : new VectorPage(hashes, values.ToArray(), descriptor.Dimensions);
    }

    /// <summary>The catalog's own number, that no other catalog has.</summary>
    internal long CatalogId => Database.Scalar("SELECT value FROM state WHERE name = 'id'");

    /// <summary>Hands over all vectors of a generation with the catalog's numbers of their contents, in the order of these.</summary>
    internal void ReadVectors(CatalogDescriptor descriptor, long id, StoredVectorReceiver receive, CancellationToken cancellationToken) =>
        Hand("SELECT content, rowid, vector FROM vectors WHERE descriptor = $1 ORDER BY content", id, descriptor, receive, cancellationToken);

    /// <summary>Hands over one vector.</summary>
    internal void ReadVector(CatalogDescriptor descriptor, long rowId, StoredVectorReceiver receive, CancellationToken cancellationToken) =>
        Hand("SELECT content, rowid, vector FROM vectors WHERE rowid = $1", rowId, descriptor, receive, cancellationToken);

    /// <summary>The catalog's numbers of the contents that a generation has described, ascending, with those of the vectors.</summary>
    internal IEnumerable<(long Content, long RowId)> VectorIds(long id, CancellationToken cancellationToken)
    {
        Database.Cancelled = cancellationToken;
        // The index of the table's key has both: no vector is read for it.
        using (var row = Database.Query("SELECT content, rowid FROM vectors WHERE descriptor = $1 ORDER BY content", id))
        {
            while (Database.Next(row)) yield return (Rows.NumberAt(row, 0), Rows.NumberAt(row, 1));
        }

        Database.CheckFrozen();
    }

    /// <summary>The catalog's number of a content; null where it does not know it.</summary>
    internal long? FindContent(ContentHash content, CancellationToken cancellationToken)
    {
        var ids = Read("SELECT id FROM contents WHERE hash = $1", row => Rows.NumberAt(row, 0), cancellationToken, content.ToBytes());
        return ids.Count == 0 ? null : ids[0];
    }

    /// <summary>The content of a number; null where no picture has it.</summary>
    internal ContentHash? HashOfPictured(long content, CancellationToken cancellationToken)
    {
        const string sql = "SELECT hash FROM contents WHERE id = $1 AND EXISTS (SELECT 1 FROM pictures WHERE content = $1)";
        var hashes = Read(sql, row => Rows.HashAt(row, 0), cancellationToken, content);
        return hashes.Count == 0 ? null : hashes[0];
    }

    /// <summary>The numbers of the contents of the pictures that a filter lets through.</summary>
    internal HashSet<long> Allowed(CatalogFilter filter, CancellationToken cancellationToken)
    {
        var roots = Read("SELECT id, path FROM roots", row => (Id: Rows.NumberAt(row, 0), Path: Rows.PathAt(row, 1)), cancellationToken)
            .ToDictionary(root => root.Id, root => root.Path);
        var allowed = new HashSet<long>();
        Database.Cancelled = cancellationToken;
        using (var row = Database.Query("SELECT root, path, content FROM pictures"))
        {
            while (Database.Next(row))
            {
                var key = Rows.KeyAt(row);
                if (roots.TryGetValue(key.Root, out var root) && filter.LetsThrough(PathText.Join(root, key.Path))) allowed.Add(Rows.NumberAt(row, 2));
            }
        }

        Database.CheckFrozen();
        return allowed;
    }

    /// <summary>The clusters of a generation; null where none have been stored.</summary>
    internal CatalogClusters? FindClusters(CatalogDescriptor descriptor, long id, CancellationToken cancellationToken) => Read(
        "SELECT centres, chosen FROM clusters WHERE descriptor = $1",
        row => new CatalogClusters(descriptor, Rows.CentersAt(row, 0, descriptor.Dimensions), Rows.TextAt(row, 1)), cancellationToken, id).FirstOrDefault();

    /// <summary>Writes the mirrors of current generations that lack one, or whose mirror has fallen behind by more than a part.</summary>
    internal void WriteMirrors(string catalog, CancellationToken cancellationToken)
    {
        const int worthwhilePart = 8;
        var own = CatalogId;
        var current = Read(
            "SELECT name, fingerprint, dimensions, metric, id FROM descriptors WHERE current = 1",
            row => (Descriptor: Rows.DescriptorAt(row), Id: Rows.NumberAt(row, 4)), cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(VectorFile.PathOf(catalog, 0))!);
        foreach (var (descriptor, id) in current)
        {
            int mirrored;
            using (var mirror = VectorFile.TryOpen(catalog, own, id, descriptor))
            {
                if (mirror?.Version == Version) continue;
                mirrored = mirror is null ? 0 : mirror.Contents.Length;
            }

            var count = CountVectors(id);
            if (mirrored > 0 && Math.Abs(count - mirrored) * worthwhilePart <= count) continue;
            VectorFile.Write(
                VectorFile.PathOf(catalog, id), own, id, Version, descriptor, receive => ReadVectors(descriptor, id, receive, cancellationToken));
        }

        VectorFile.RemoveOthers(catalog, [.. current.Select(generation => generation.Id)]);
    }

    /// <summary>What says that a vector cannot be right.</summary>
    internal DamagedDataException DamagedVector(CatalogDescriptor descriptor, long content, Exception cause)
    {
        var pictures = Read(
            "SELECT root, path FROM pictures WHERE content = $1 ORDER BY root, path LIMIT 1", Rows.KeyAt, CancellationToken.None, content);
        var what = pictures.Count == 0 ? $"content {content}" : $"'{pictures[0].Path}'";
        return new DamagedDataException(
            $"The catalog is damaged (the vector of {what} by '{descriptor.Name}': {cause.Message}). Delete catalog.db and index again.", cause);
    }

    private void Hand(string sql, long value, CatalogDescriptor descriptor, StoredVectorReceiver receive, CancellationToken cancellationToken)
    {
        Database.Cancelled = cancellationToken;
        using (var row = Database.Query(sql, value))
        {
            while (Database.Next(row)) receive(Rows.NumberAt(row, 0), Rows.NumberAt(row, 1), Rows.VectorAt(row, 2, descriptor));
        }

        Database.CheckFrozen();
    }

    /// <summary>All rows of a query.</summary>
    internal List<T> Read<T>(string sql, Func<SqliteDataReader, T> make, CancellationToken cancellationToken, params ReadOnlySpan<object> values)
    {
        Database.Cancelled = cancellationToken;
        var rows = new List<T>();
        using (var row = Database.Query(sql, values))
        {
            while (Database.Next(row)) rows.Add(make(row));
        }

        Database.CheckFrozen();
        return rows;
    }

    /// <summary>What says that stored data cannot be right.</summary>
    internal DamagedDataException Damaged(string found) => Database.Damaged(found);

    private protected ValueTask<T> Done<T>(T result)
    {
        Database.CheckFrozen();
        return ValueTask.FromResult(result);
    }

    private protected long? FindId(CatalogDescriptor descriptor, CancellationToken cancellationToken)
    {
        var ids = Read(
            "SELECT id FROM descriptors WHERE name = $1 AND fingerprint = $2 AND dimensions = $3 AND metric = $4", row => Rows.NumberAt(row, 0), cancellationToken,
            descriptor.Name, descriptor.Fingerprint, descriptor.Dimensions, $"{descriptor.Metric}");
        return ids.Count == 0 ? null : ids[0];
    }

    private protected List<CatalogGeneration> Generations(CancellationToken cancellationToken)
    {
        var rows = Read(
            "SELECT name, fingerprint, dimensions, metric, current FROM descriptors ORDER BY name, current DESC, id",
            row => (Descriptor: Rows.DescriptorAt(row), IsCurrent: Rows.NumberAt(row, 4) == 1), cancellationToken);
        return Once(
            [.. rows.Select(row => new CatalogGeneration(row.Descriptor, row.IsCurrent))],
            generation => generation.Descriptor, "the descriptor");
    }

    private long CountWithoutVector(long[] ids)
    {
        var contents = Database.Scalar("SELECT count(*) FROM contents");
        // Nearly always all are there, which is quickly seen.
        if (Array.TrueForAll(ids, id => CountVectors(id) == contents)) return 0;
        var lacks = string.Join(" OR ", ids.Select((_, i) =>
            $"NOT EXISTS (SELECT 1 FROM vectors WHERE vectors.content = pictures.content AND descriptor = ${i + 1})"));
        return Database.Scalar($"SELECT count(*) FROM pictures WHERE {lacks}", [.. ids.Cast<object>()]);
    }

    private long CountVectors(long id) => Database.Scalar("SELECT count(*) FROM vectors WHERE descriptor = $1", id);

    /// <summary>Rows by root and path, a page at a time: behind the last key of the page before.</summary>
    private async IAsyncEnumerable<T> Keyed<T>(
        string sql, Func<SqliteDataReader, T> make, Func<T, PictureKey> key, string what, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var behind = sql + " WHERE (root, path) > ($1, $2) ORDER BY root, path LIMIT $3";
        var last = (Root: long.MinValue, Path: Array.Empty<byte>());
        PictureKey? before = null;
        List<T> page;
        do
        {
            page = Read(behind, make, cancellationToken, last.Root, last.Path, PageRows);
            foreach (var row in page)
            {
                // What has a key comes twice only where the pages of the file do.
                if (before == key(row)) throw Damaged($"{what} '{before}' twice");
                before = key(row);
                yield return row;
            }

            if (page.Count > 0) last = (key(page[^1]).Root, PathBytes.From(key(page[^1]).Path));
        }
        while (page.Count == PageRows);
        await ValueTask.CompletedTask;
    }

    private List<T> Once<T, TKey>(List<T> rows, Func<T, TKey> key, string what)
    {
        var seen = new HashSet<TKey>(rows.Count);
        foreach (var row in rows)
        {
            if (!seen.Add(key(row))) throw Damaged($"{what} '{key(row)}' twice");
        }

        return rows;
    }
}
