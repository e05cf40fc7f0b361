using System.Runtime.InteropServices;
using Likeness.Search;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Likeness.Catalog.Sqlite;

/// <summary>The catalog in one SQLite file.</summary>
public sealed class SqliteCatalog : ICatalog
{
    private const int ConvertedAtOnce = 1024;

    private readonly SqliteDatabase database;

    private SqliteCatalog(SqliteDatabase database) => this.database = database;

    /// <summary>Opens a catalog, or makes an empty one where there is no file yet.</summary>
    /// <param name="path">The full path of the file; its folder must exist.</param>
    /// <exception cref="DamagedDataException">The file is damaged, of another program or of a newer version.</exception>
    /// <exception cref="UnusableInputException">The file cannot be opened or is in use.</exception>
    public static SqliteCatalog Open(string path) => new(SqliteDatabase.ForWriting(path));

    /// <summary>
    /// Opens a catalog to read from, also where nothing may be written: on a read-only file system, or in a folder of somebody else. Tables of an older version are brought
    /// up to date where that is possible, else read in a copy in memory.
    /// </summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="cancellationToken">Ends whatever is being read, between two rows.</param>
    /// <exception cref="DamagedDataException">The file is damaged, of another program or of a newer version.</exception>
    /// <exception cref="UnusableInputException">The file is not there, or cannot be opened.</exception>
    /// <exception cref="LibraryBusyException">Another process keeps it locked.</exception>
    public static SqliteCatalog OpenForReading(string path, CancellationToken cancellationToken = default) => new(SqliteDatabase.ForReading(path, cancellationToken));

    /// <inheritdoc/>
    public T Snapshot<T>(Func<T> read) => database.Snapshot(read);

    /// <inheritdoc/>
    public IReadOnlyList<CatalogRoot> Roots() =>
        Once(Read("SELECT id, path FROM roots ORDER BY id", row => new CatalogRoot(NumberAt(row, 0), PathAt(row, 1))), root => root.Id, "the root");

    /// <inheritdoc/>
    public CatalogRoot AddRoot(string path) => AddRoot(path, []);

    /// <inheritdoc/>
    public CatalogRoot AddRoot(string path, IReadOnlyList<InnerRoot> inner)
    {
        var bytes = PathBytes.From(path);
        var root = new CatalogRoot(0, path);
        database.InTransaction(() =>
        {
            database.Execute("INSERT INTO roots (path) VALUES ($1) ON CONFLICT DO NOTHING", bytes);
            root = root with { Id = database.Scalar("SELECT id FROM roots WHERE path = $1", bytes) };
            foreach (var (known, prefix) in inner) Merge(known, root, PathBytes.From(prefix));
        });
        return root;
    }

    /// <inheritdoc/>
    public IReadOnlyList<CatalogPicture> Pictures() => Once(Read(
        // An outer join: a picture whose content is gone is damage, and must not be passed over.
        "SELECT root, path, hash, size, modified, changed FROM pictures LEFT JOIN contents ON contents.id = content",
        row => new CatalogPicture(KeyAt(row), HashAt(row, 2), NumberAt(row, 3), TimeAt(row, 4)) { Changed = TimeOrNullAt(row, 5) }), picture => picture.Key, "the picture");

    /// <inheritdoc/>
    public IReadOnlyList<RejectedPicture> Rejected() => Once(Read(
        "SELECT root, path, size, modified, reader, reason, changed FROM rejected",
        row => new RejectedPicture(KeyAt(row), NumberAt(row, 2), TimeAt(row, 3), TextAt(row, 4), TextAt(row, 5)) { Changed = TimeOrNullAt(row, 6) }), picture => picture.Key, "the rejected picture");

    /// <inheritdoc/>
    public IReadOnlyList<CatalogDescriptor> Descriptors() => Once(Read(
        "SELECT name, fingerprint, dimensions, metric FROM descriptors ORDER BY name",
        row => new CatalogDescriptor(TextAt(row, 0), TextAt(row, 1), DimensionsAt(row, 2), MetricAt(row, 3))), descriptor => descriptor.Name, "the descriptor");

    /// <inheritdoc/>
    public void SetDescriptor(CatalogDescriptor descriptor)
    {
        if (Descriptors().Contains(descriptor)) return;
        database.InTransaction(() =>
        {
            database.Execute("DELETE FROM descriptors WHERE name = $1", descriptor.Name);
            database.Execute(
                "INSERT INTO descriptors (name, fingerprint, dimensions, metric) VALUES ($1, $2, $3, $4)",
                descriptor.Name, descriptor.Fingerprint, descriptor.Dimensions, descriptor.Metric.ToString());
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<ContentHash> Described(string descriptor) => Read(
        "SELECT hash FROM vectors LEFT JOIN contents ON content = contents.id WHERE descriptor = (SELECT id FROM descriptors WHERE name = $1)",
        row => HashAt(row, 0), descriptor);

    /// <inheritdoc/>
    public long CountVectors(string descriptor) =>
        database.Snapshot(() => database.Scalar("SELECT count(*) FROM vectors WHERE descriptor = (SELECT id FROM descriptors WHERE name = $1)", descriptor));

    /// <inheritdoc/>
    public void ReadVectors(CatalogDescriptor descriptor, VectorReceiver receive) => database.Snapshot(() =>
    {
        RequireKnown(descriptor);
        using var row = database.Query(
            "SELECT hash, vector FROM vectors LEFT JOIN contents ON contents.id = content WHERE descriptor = (SELECT id FROM descriptors WHERE name = $1)",
            descriptor.Name);
        while (database.Next(row)) receive(HashAt(row, 0), VectorAt(row, 1, descriptor));
        return 0;
    });

    /// <inheritdoc/>
    public int ConvertVectors(CatalogDescriptor from, CatalogDescriptor to, VectorConverter convert)
    {
        if (from.Name != to.Name) throw new ArgumentException($"Vectors of '{from.Name}' were to become those of '{to.Name}'; the name has to stay.", nameof(to));
        var lost = 0;
        database.InTransaction(() =>
        {
            RequireKnown(from);
            var id = database.Scalar("SELECT id FROM descriptors WHERE name = $1", from.Name);
            database.Execute(
                "UPDATE descriptors SET fingerprint = $1, dimensions = $2, metric = $3 WHERE id = $4", to.Fingerprint, to.Dimensions, to.Metric.ToString(), id);
            database.Execute("DELETE FROM clusters WHERE descriptor = $1", id);
            for (var last = long.MinValue; ConvertSome(id, ref last, ref lost, from, to, convert);) { }
        });
        return lost;
    }

    /// <inheritdoc/>
    public CatalogClusters? Clusters(string descriptor) => Read(
        "SELECT fingerprint, dimensions, centres, chosen FROM clusters JOIN descriptors ON descriptors.id = descriptor WHERE name = $1",
        row => new CatalogClusters(descriptor, TextAt(row, 0), CentresAt(row, 2, DimensionsAt(row, 1)), TextAt(row, 3)), descriptor).FirstOrDefault();

    /// <inheritdoc/>
    public void SetClusters(CatalogClusters clusters) => database.InTransaction(() =>
    {
        var written = clusters.Centres.IsEmpty ? 0 : database.Execute(
            "INSERT OR REPLACE INTO clusters (descriptor, centres, chosen) "
            + "SELECT id, $1, $2 FROM descriptors WHERE name = $3 AND fingerprint = $4 AND $5 % dimensions = 0",
            MemoryMarshal.AsBytes(clusters.Centres.Span).ToArray(), clusters.Chosen, clusters.Descriptor, clusters.Fingerprint, clusters.Centres.Length);
        if (written != 1)
            throw new ArgumentException(
                $"Centres of {clusters.Centres.Length} numbers by '{clusters.Descriptor}' ({clusters.Fingerprint}) fit no descriptor of the catalog.", nameof(clusters));
    });

    /// <inheritdoc/>
    public void Apply(CatalogBatch batch)
    {
        if (!batch.IsEmpty) database.InTransaction(() => SqliteBatch.Write(database, batch));
    }

    /// <inheritdoc/>
    public int RemoveUnusedContents()
    {
        var removed = 0;
        database.InTransaction(() => removed = database.Execute("DELETE FROM contents WHERE NOT EXISTS (SELECT 1 FROM pictures WHERE content = contents.id)"));
        return removed;
    }

    /// <inheritdoc/>
    public CatalogTotals Totals() => database.Snapshot(() => new CatalogTotals(
        database.Scalar("SELECT count(*) FROM pictures"), database.Scalar("SELECT count(*) FROM contents"), database.Scalar("SELECT count(*) FROM rejected")));

    /// <inheritdoc/>
    public void Dispose() => database.Dispose();

    /// <summary>Converts the vectors behind a row, as many as are written at once.</summary>
    /// <returns>Whether there may be more.</returns>
    private bool ConvertSome(long id, ref long last, ref int lost, CatalogDescriptor from, CatalogDescriptor to, VectorConverter convert)
    {
        var batch = new List<(long Row, byte[]? Vector)>(ConvertedAtOnce);
        using (var row = database.Query("SELECT rowid, vector FROM vectors WHERE descriptor = $1 AND rowid > $2 ORDER BY rowid LIMIT $3", id, last, ConvertedAtOnce))
        {
            while (database.Next(row))
            {
                var converted = new byte[to.Dimensions * sizeof(float)];
                var isMade = convert(VectorAt(row, 1, from), MemoryMarshal.Cast<byte, float>(converted.AsSpan()));
                batch.Add((NumberAt(row, 0), isMade ? converted : null));
            }
        }

        foreach (var (row, vector) in batch)
        {
            if (vector is not null) database.Execute("UPDATE vectors SET vector = $1 WHERE rowid = $2", vector, row);
            else lost += database.Execute("DELETE FROM vectors WHERE rowid = $1", row);
        }

        if (batch.Count > 0) last = batch[^1].Row;
        return batch.Count == ConvertedAtOnce;
    }

    private void RequireKnown(CatalogDescriptor descriptor)
    {
        if (Descriptors().FirstOrDefault(candidate => candidate.Name == descriptor.Name) is not { } known)
            throw new ArgumentException($"The catalog knows no descriptor '{descriptor.Name}'.", nameof(descriptor));
        if (known != descriptor) throw new ArgumentException($"The catalog holds vectors of {known}, not of {descriptor}.", nameof(descriptor));
    }

    private void Merge(CatalogRoot inner, CatalogRoot outer, byte[] prefix)
    {
        foreach (var table in new[] { "pictures", "rejected" })
            database.Execute(
                $"UPDATE OR REPLACE {table} SET root = $1, path = CAST($2 || path AS BLOB) WHERE root = $3", outer.Id, prefix, inner.Id);
        database.Execute("DELETE FROM roots WHERE id = $1", inner.Id);
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> make, params object[] values) => database.Snapshot(() =>
    {
        var rows = new List<T>();
        using var row = database.Query(sql, values);
        while (database.Next(row)) rows.Add(make(row));
        return rows;
    });

    /// <summary>The rows, each of them once: what has a key comes twice only where the pages of the file do.</summary>
    private List<T> Once<T, TKey>(List<T> rows, Func<T, TKey> key, string what)
    {
        var seen = new HashSet<TKey>(rows.Count);
        foreach (var row in rows) if (!seen.Add(key(row))) throw database.Damaged($"{what} '{key(row)}' twice");
        return rows;
    }

    private PictureKey KeyAt(SqliteDataReader row) => new(NumberAt(row, 0), PathAt(row, 1));

    private string PathAt(SqliteDataReader row, int column)
    {
        try
        {
            return PathBytes.ToPath(BlobAt(row, column));
        }
        catch (FormatException bad)
        {
            throw database.Damaged(bad.Message.TrimEnd('.'));
        }
    }

    private long NumberAt(SqliteDataReader row, int column) => raw.sqlite3_column_type(row.Handle, column) == raw.SQLITE_INTEGER
        ? raw.sqlite3_column_int64(row.Handle, column)
        : throw database.Damaged($"no number where {raw.sqlite3_column_name(row.Handle, column).utf8_to_string()} stands");

    private string TextAt(SqliteDataReader row, int column) => raw.sqlite3_column_type(row.Handle, column) == raw.SQLITE_TEXT
        ? raw.sqlite3_column_text(row.Handle, column).utf8_to_string()
        : throw database.Damaged($"no text where {raw.sqlite3_column_name(row.Handle, column).utf8_to_string()} stands");

    private ReadOnlySpan<float> VectorAt(SqliteDataReader row, int column, CatalogDescriptor descriptor)
    {
        var bytes = BlobAt(row, column);
        return bytes.Length == descriptor.Dimensions * sizeof(float)
            ? MemoryMarshal.Cast<byte, float>(bytes)
            : throw database.Damaged($"a vector of {bytes.Length} bytes, where '{descriptor.Name}' has {descriptor.Dimensions * sizeof(float)}");
    }

    /// <summary>The bytes where SQLite has them, valid until the next row: a copy of every vector would be garbage at once.</summary>
    private static ReadOnlySpan<byte> BlobAt(SqliteDataReader row, int column) => raw.sqlite3_column_blob(row.Handle, column);

    private ContentHash HashAt(SqliteDataReader row, int column)
    {
        var bytes = BlobAt(row, column);
        return bytes.Length == ContentHash.Length ? new ContentHash(bytes) : throw database.Damaged($"a content hash of {bytes.Length} bytes");
    }

    private float[] CentresAt(SqliteDataReader row, int column, int dimensions)
    {
        var bytes = BlobAt(row, column);
        if (bytes.IsEmpty || bytes.Length % (dimensions * sizeof(float)) != 0)
            throw database.Damaged($"centres of {bytes.Length} bytes, where each has {dimensions * sizeof(float)}");
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }

    private DateTime TimeAt(SqliteDataReader row, int column)
    {
        var ticks = NumberAt(row, column);
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTime(ticks, DateTimeKind.Utc) : throw database.Damaged($"the time {ticks}");
    }

    private DateTime? TimeOrNullAt(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : TimeAt(row, column);

    private int DimensionsAt(SqliteDataReader row, int column)
    {
        var dimensions = NumberAt(row, column);
        return dimensions is >= 1 and <= int.MaxValue / sizeof(float) ? (int)dimensions : throw database.Damaged($"vectors with {dimensions} dimensions");
    }

    private Metric MetricAt(SqliteDataReader row, int column) =>
        Enum.TryParse<Metric>(TextAt(row, column), out var metric) && Enum.IsDefined(metric)
            ? metric
            : throw database.Damaged($"the metric '{TextAt(row, column)}'");
}
