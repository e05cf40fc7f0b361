using System.Runtime.InteropServices;
using Likeness.Search;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Likeness.Catalog.Sqlite;

/// <summary>The catalog in one SQLite file.</summary>
public sealed class SqliteCatalog : ICatalog
{
    private readonly SqliteDatabase database;

    private SqliteCatalog(SqliteDatabase database) => this.database = database;

    /// <summary>Opens a catalog, or makes an empty one where there is no file yet.</summary>
    /// <param name="path">The full path of the file; its folder must exist.</param>
    /// <exception cref="DamagedDataException">The file is damaged, of another program or of a newer version.</exception>
    /// <exception cref="UnusableInputException">The file cannot be opened or is in use.</exception>
    public static SqliteCatalog Open(string path) => new(new SqliteDatabase(path));

    /// <inheritdoc/>
    public IReadOnlyList<CatalogRoot> Roots() => Read("SELECT id, path FROM roots ORDER BY id", row => new CatalogRoot(row.GetInt64(0), PathAt(row, 1)));

    /// <inheritdoc/>
    public CatalogRoot AddRoot(string path)
    {
        var bytes = PathBytes.From(path);
        return database.Guard(() =>
        {
            database.Execute("INSERT INTO roots (path) VALUES ($1) ON CONFLICT DO NOTHING", bytes);
            return new CatalogRoot(database.Scalar("SELECT id FROM roots WHERE path = $1", bytes), path);
        });
    }

    /// <inheritdoc/>
    public void MergeRoot(CatalogRoot inner, CatalogRoot outer, string prefix)
    {
        var bytes = PathBytes.From(prefix);
        database.InTransaction(() =>
        {
            foreach (var table in new[] { "pictures", "rejected" })
                database.Execute($"UPDATE OR REPLACE {table} SET root = $1, path = CAST($2 || path AS BLOB) WHERE root = $3", outer.Id, bytes, inner.Id);
            database.Execute("DELETE FROM roots WHERE id = $1", inner.Id);
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<CatalogPicture> Pictures() => Read(
        "SELECT root, path, hash, size, modified, changed FROM pictures JOIN contents ON contents.id = content",
        row => new CatalogPicture(KeyAt(row), HashAt(row, 2), row.GetInt64(3), TimeAt(row, 4)) { Changed = TimeOrNullAt(row, 5) });

    /// <inheritdoc/>
    public IReadOnlyList<RejectedPicture> Rejected() => Read(
        "SELECT root, path, size, modified, reader, reason, changed FROM rejected",
        row => new RejectedPicture(KeyAt(row), row.GetInt64(2), TimeAt(row, 3), row.GetString(4), row.GetString(5)) { Changed = TimeOrNullAt(row, 6) });

    /// <inheritdoc/>
    public IReadOnlyList<CatalogDescriptor> Descriptors() => Read(
        "SELECT name, fingerprint, dimensions, metric FROM descriptors ORDER BY name",
        row => new CatalogDescriptor(row.GetString(0), row.GetString(1), DimensionsAt(row, 2), MetricAt(row, 3)));

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
        "SELECT hash FROM contents JOIN vectors ON content = contents.id WHERE descriptor = (SELECT id FROM descriptors WHERE name = $1)",
        row => HashAt(row, 0), descriptor);

    /// <inheritdoc/>
    public void ReadVectors(string descriptor, VectorReceiver receive)
    {
        var known = Descriptors().FirstOrDefault(candidate => candidate.Name == descriptor)
            ?? throw new ArgumentException($"The catalog knows no descriptor '{descriptor}'.", nameof(descriptor));
        database.Guard(() =>
        {
            using var row = database.Query(
                "SELECT hash, vector FROM vectors JOIN contents ON contents.id = content WHERE descriptor = (SELECT id FROM descriptors WHERE name = $1)",
                descriptor);
            while (row.Read())
            {
                var bytes = BlobAt(row, 1);
                if (bytes.Length != known.Dimensions * sizeof(float))
                    throw database.Damaged($"a vector of {bytes.Length} bytes, where '{descriptor}' has {known.Dimensions * sizeof(float)}");
                receive(HashAt(row, 0), MemoryMarshal.Cast<byte, float>(bytes));
            }
        });
    }

    /// <inheritdoc/>
    public CatalogClusters? Clusters(string descriptor) => Read(
        "SELECT fingerprint, dimensions, centres, chosen FROM clusters JOIN descriptors ON descriptors.id = descriptor WHERE name = $1",
        row => new CatalogClusters(descriptor, row.GetString(0), CentresAt(row, 2, DimensionsAt(row, 1)), row.GetString(3)), descriptor).FirstOrDefault();

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
    public int RemoveUnusedContents() => database.Guard(() => database.Execute(
        "DELETE FROM contents WHERE NOT EXISTS (SELECT 1 FROM pictures WHERE content = contents.id)"));

    /// <inheritdoc/>
    public CatalogTotals Totals() => database.Guard(() => new CatalogTotals(
        database.Scalar("SELECT count(*) FROM pictures"), database.Scalar("SELECT count(*) FROM contents"), database.Scalar("SELECT count(*) FROM rejected")));

    /// <inheritdoc/>
    public void Dispose() => database.Dispose();

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> make, params object[] values) => database.Guard(() =>
    {
        var rows = new List<T>();
        using var row = database.Query(sql, values);
        while (row.Read()) rows.Add(make(row));
        return rows;
    });

    private static PictureKey KeyAt(SqliteDataReader row) => new(row.GetInt64(0), PathAt(row, 1));

    private static string PathAt(SqliteDataReader row, int column) => PathBytes.ToPath(BlobAt(row, column));

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
        var ticks = row.GetInt64(column);
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTime(ticks, DateTimeKind.Utc) : throw database.Damaged($"the time {ticks}");
    }

    private DateTime? TimeOrNullAt(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : TimeAt(row, column);

    private int DimensionsAt(SqliteDataReader row, int column)
    {
        var dimensions = row.GetInt64(column);
        return dimensions is >= 1 and <= int.MaxValue / sizeof(float) ? (int)dimensions : throw database.Damaged($"vectors with {dimensions} dimensions");
    }

    private Metric MetricAt(SqliteDataReader row, int column) =>
        Enum.TryParse<Metric>(row.GetString(column), out var metric) && Enum.IsDefined(metric)
            ? metric
            : throw database.Damaged($"the metric '{row.GetString(column)}'");
}
