namespace Likeness.Catalog.Sqlite;

/// <summary>The tables. A change raises <see cref="Version"/> and says how to come from the version before.</summary>
internal static class SqliteSchema
{
    /// <summary>Stored as SQLite's <c>application_id</c>: "LIKE" in ASCII.</summary>
    public const int ApplicationId = 0x4C494B45;

    /// <summary>Stored as SQLite's <c>user_version</c>.</summary>
    public const int Version = 3;

    /// <summary>
    /// Paths are blobs because they may hold what is no valid text; times are .NET ticks, UTC; vectors are float32, little endian.
    /// A vector belongs to a content, not to a picture: copies of a file share it. Its key begins with the content, so that
    /// forgetting a content finds its vectors without a scan.
    /// </summary>
    public const string Create =
        "CREATE TABLE roots (id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE) STRICT; "
        + "CREATE TABLE contents (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE) STRICT; "
        + "CREATE TABLE pictures ( "
        + "root INTEGER NOT NULL REFERENCES roots ON DELETE CASCADE, path BLOB NOT NULL, "
        + "content INTEGER NOT NULL REFERENCES contents, size INTEGER NOT NULL, modified INTEGER NOT NULL, changed INTEGER, "
        + "PRIMARY KEY (root, path)) STRICT, WITHOUT ROWID; "
        + "CREATE INDEX pictures_of_content ON pictures (content); "
        + "CREATE TABLE rejected ( "
        + "root INTEGER NOT NULL REFERENCES roots ON DELETE CASCADE, path BLOB NOT NULL, "
        + "size INTEGER NOT NULL, modified INTEGER NOT NULL, changed INTEGER, reader TEXT NOT NULL, reason TEXT NOT NULL, "
        + "PRIMARY KEY (root, path)) STRICT, WITHOUT ROWID; "
        + "CREATE TABLE descriptors ( "
        + "id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL, "
        + "dimensions INTEGER NOT NULL, metric TEXT NOT NULL) STRICT; "
        + "CREATE TABLE vectors ( "
        + "content INTEGER NOT NULL REFERENCES contents ON DELETE CASCADE, "
        + "descriptor INTEGER NOT NULL REFERENCES descriptors ON DELETE CASCADE, "
        + "vector BLOB NOT NULL, PRIMARY KEY (content, descriptor)) STRICT; "
        + Clusters;

    /// <summary>Version 2: the centres of a descriptor's clusters, laid out as its vectors, one after the other. They go with the descriptor.</summary>
    private const string Clusters =
        "CREATE TABLE clusters ( "
        + "descriptor INTEGER PRIMARY KEY REFERENCES descriptors ON DELETE CASCADE, "
        + "centres BLOB NOT NULL, chosen TEXT NOT NULL) STRICT;";

    /// <summary>Version 3: the system's time of a file's last change. Files of older catalogs have none, and are read once more.</summary>
    private const string Changed = "ALTER TABLE pictures ADD COLUMN changed INTEGER; ALTER TABLE rejected ADD COLUMN changed INTEGER;";

    /// <summary>What leads from a version to the next one.</summary>
    /// <param name="version">From 1 up to the one before <see cref="Version"/>.</param>
    public static string Upgrade(long version) => version switch
    {
        1 => Clusters,
        2 => Changed,
        _ => throw new ArgumentOutOfRangeException(nameof(version), version, "There is no such version."),
    };
}
