using System.Runtime.InteropServices;

namespace Likeness.Catalog.Sqlite;

/// <summary>One transaction on a catalog file.</summary>
internal sealed class SqliteWriter(SqliteCatalog catalog, SqliteDatabase database, SqliteVectors vectors)
    : SqliteReader(catalog, database, vectors, toWrite: true), ICatalogWriter
{
    private const string Key = "WHERE root = $1 AND path = $2";

    private readonly Dictionary<CatalogDescriptor, long> generations = [];
    private readonly long changesBefore = database.Scalar("SELECT total_changes()");

    public ValueTask<CatalogRoot> AddRootAsync(string path, IReadOnlyList<InnerRoot> inner, CancellationToken cancellationToken = default)
    {
        Database.Cancelled = cancellationToken;
        var bytes = PathBytes.From(path);
        Database.Execute("INSERT INTO roots (path) VALUES ($1) ON CONFLICT DO NOTHING", bytes);
        var root = new CatalogRoot(Database.Scalar("SELECT id FROM roots WHERE path = $1", bytes), path);
        foreach (var (known, prefix) in inner) Merge(known, root, PathBytes.From(prefix));
        return Done(root);
    }

    public ValueTask<CatalogGeneration> BeginGenerationAsync(CatalogDescriptor descriptor, CancellationToken cancellationToken = default)
    {
        var known = Generations(cancellationToken).Where(generation => generation.Descriptor.Name == descriptor.Name).ToList();
        if (known.Find(generation => generation.Descriptor == descriptor) is { } found) return Done(found);
        generations.Clear();
        Database.Execute("DELETE FROM descriptors WHERE name = $1 AND current = 0", descriptor.Name);
        var isCurrent = !known.Exists(generation => generation.IsCurrent);
        Database.Execute(
            "INSERT INTO descriptors (name, fingerprint, dimensions, metric, current) VALUES ($1, $2, $3, $4, $5)",
            descriptor.Name, descriptor.Fingerprint, descriptor.Dimensions, $"{descriptor.Metric}", isCurrent ? 1 : 0);
        return Done(new CatalogGeneration(descriptor, isCurrent));
    }

    public ValueTask PublishAsync(CatalogDescriptor descriptor, CancellationToken cancellationToken = default)
    {
        var id = IdOf(descriptor, cancellationToken);
        generations.Clear();
        Database.Execute("DELETE FROM descriptors WHERE name = $1 AND id <> $2", descriptor.Name, id);
        Database.Execute("UPDATE descriptors SET current = 1 WHERE id = $1 AND current = 0", id);
        return ValueTask.CompletedTask;
    }

    public ValueTask SetClustersAsync(CatalogClusters clusters, CancellationToken cancellationToken = default)
    {
        var id = IdOf(clusters.Descriptor, cancellationToken);
        if (clusters.Centers.IsEmpty || clusters.Centers.Length % clusters.Descriptor.Dimensions != 0)
            throw new ArgumentException($"Centers of {clusters.Centers.Length} numbers do not fit {clusters.Descriptor}.", nameof(clusters));
        Database.Execute(
            "INSERT OR REPLACE INTO clusters (descriptor, centres, chosen) VALUES ($1, $2, $3)",
            id, MemoryMarshal.AsBytes(clusters.Centers.Span).ToArray(), clusters.Chosen);
        return ValueTask.CompletedTask;
    }

    public ValueTask ApplyAsync(CatalogBatch batch, CancellationToken cancellationToken = default)
    {
        Database.Cancelled = cancellationToken;
        // Its pictures and rejections go with a root.
        foreach (var root in batch.RemoveRoots) Database.Execute("DELETE FROM roots WHERE id = $1", root);
        foreach (var key in batch.Remove) Database.Execute($"DELETE FROM pictures {Key}", key.Root, PathBytes.From(key.Path));
        foreach (var key in batch.RemoveRejected) Database.Execute($"DELETE FROM rejected {Key}", key.Root, PathBytes.From(key.Path));
        foreach (var picture in batch.Put) Put(picture);
        foreach (var picture in batch.Reject)
        {
            Database.Execute(
                "INSERT OR REPLACE INTO rejected (root, path, size, modified, changed, reader, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                picture.Key.Root, PathBytes.From(picture.Key.Path), picture.Size, picture.Modified.Ticks, Ticks(picture.Changed),
                picture.Reader, picture.Reason);
        }

        foreach (var vector in batch.Vectors) Put(vector, cancellationToken);
        return ValueTask.CompletedTask;
    }

    public ValueTask<int> RemoveUnusedContentsAsync(CancellationToken cancellationToken = default)
    {
        Database.Cancelled = cancellationToken;
        return Done(Database.Execute("DELETE FROM contents WHERE NOT EXISTS (SELECT 1 FROM pictures WHERE content = contents.id)"));
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Database.Cancelled = CancellationToken.None;
        // What changed nothing is no new state: all that was made for the one that there is stays of use.
        if (Database.Scalar("SELECT total_changes()") > changesBefore) Database.Execute("UPDATE state SET value = value + 1 WHERE name = 'version'");
        Database.Commit();
        return DisposeAsync();
    }

    private void Put(CatalogPicture picture)
    {
        var hash = picture.Content.ToBytes();
        Database.Execute("INSERT INTO contents (hash) VALUES ($1) ON CONFLICT DO NOTHING", hash);
        Database.Execute(
            "INSERT OR REPLACE INTO pictures (root, path, content, size, modified, changed) "
            + "SELECT $1, $2, id, $3, $4, $5 FROM contents WHERE hash = $6",
            picture.Key.Root, PathBytes.From(picture.Key.Path), picture.Size, picture.Modified.Ticks, Ticks(picture.Changed), hash);
    }

    private void Put(CatalogVector vector, CancellationToken cancellationToken)
    {
        if (!generations.TryGetValue(vector.Descriptor, out var id))
            generations.Add(vector.Descriptor, id = IdOf(vector.Descriptor, cancellationToken));
        var written = vector.Values.Length != vector.Descriptor.Dimensions ? 0 : Database.Execute(
            "INSERT OR REPLACE INTO vectors (content, descriptor, vector) SELECT id, $1, $2 FROM contents WHERE hash = $3",
            id, MemoryMarshal.AsBytes(vector.Values.Span).ToArray(), vector.Content.ToBytes());
        if (written == 1) return;
        throw new ArgumentException(
            $"A vector with {vector.Values.Length} dimensions by '{vector.Descriptor.Name}' fits no descriptor and content of the catalog.", nameof(vector));
    }

    private void Merge(CatalogRoot inner, CatalogRoot outer, byte[] prefix)
    {
        foreach (var table in new[] { "pictures", "rejected" })
        {
            Database.Execute(
                $"UPDATE OR REPLACE {table} SET root = $1, path = CAST($2 || path AS BLOB) WHERE root = $3", outer.Id, prefix, inner.Id);
        }

        Database.Execute("DELETE FROM roots WHERE id = $1", inner.Id);
    }

    private static object Ticks(DateTime? time) => time is { } known ? known.Ticks : DBNull.Value;
}
