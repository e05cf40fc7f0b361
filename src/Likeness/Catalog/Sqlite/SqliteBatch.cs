using System.Runtime.InteropServices;

namespace Likeness.Catalog.Sqlite;

/// <summary>Writes a batch of changes, inside a transaction that the caller holds.</summary>
internal static class SqliteBatch
{
    private const string Key = "WHERE root = $1 AND path = $2";

    public static void Write(SqliteDatabase database, CatalogBatch batch)
    {
        // Its pictures and rejections go with a root.
        foreach (var root in batch.RemoveRoots) database.Execute("DELETE FROM roots WHERE id = $1", root);
        foreach (var key in batch.Remove) database.Execute($"DELETE FROM pictures {Key}", key.Root, PathBytes.From(key.Path));
        foreach (var key in batch.RemoveRejected) database.Execute($"DELETE FROM rejected {Key}", key.Root, PathBytes.From(key.Path));
        foreach (var picture in batch.Put) Put(database, picture);
        foreach (var picture in batch.Reject)
            database.Execute(
                "INSERT OR REPLACE INTO rejected (root, path, size, modified, changed, reader, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                picture.Key.Root, PathBytes.From(picture.Key.Path), picture.Size, picture.Modified.Ticks, Ticks(picture.Changed),
                picture.Reader, picture.Reason);
        foreach (var vector in batch.Vectors) Put(database, vector);
    }

    private static void Put(SqliteDatabase database, CatalogPicture picture)
    {
        var hash = picture.Content.ToBytes();
        database.Execute("INSERT INTO contents (hash) VALUES ($1) ON CONFLICT DO NOTHING", hash);
        database.Execute(
            "INSERT OR REPLACE INTO pictures (root, path, content, size, modified, changed) "
            + "SELECT $1, $2, id, $3, $4, $5 FROM contents WHERE hash = $6",
            picture.Key.Root, PathBytes.From(picture.Key.Path), picture.Size, picture.Modified.Ticks, Ticks(picture.Changed), hash);
    }

    private static object Ticks(DateTime? time) => time is { } known ? known.Ticks : DBNull.Value;

    private static void Put(SqliteDatabase database, CatalogVector vector)
    {
        var written = database.Execute(
            "INSERT OR REPLACE INTO vectors (content, descriptor, vector) "
            + "SELECT contents.id, descriptors.id, $1 FROM contents, descriptors WHERE hash = $2 AND name = $3 AND dimensions = $4",
            MemoryMarshal.AsBytes(vector.Values.Span).ToArray(), vector.Content.ToBytes(), vector.Descriptor, vector.Values.Length);
        if (written != 1)
            throw new ArgumentException(
                $"A vector with {vector.Values.Length} dimensions by '{vector.Descriptor}' fits no descriptor and content of the catalog.", nameof(vector));
    }
}
