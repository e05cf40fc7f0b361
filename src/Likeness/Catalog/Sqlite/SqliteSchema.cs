namespace Likeness.Catalog.Sqlite;

/// <summary>The tables. A change raises <see cref="Version"/> and says how to come from the version before.</summary>
internal static class SqliteSchema
{
    /// <summary>Stored as SQLite's <c>application_id</c>: "LIKE" in ASCII.</summary>
    public const int ApplicationId = 0x4C494B45;

    /// <summary>Stored as SQLite's <c>user_version</c>.</summary>
    public const int Version = 4;

    /// <summary>
    /// Paths are blobs because they may hold what is no valid text; times are .NET ticks, UTC; vectors are float32, little endian.
    /// A vector belongs to a content, not to a picture: copies of a file share it. Its key begins with the content, so that
    /// forgetting a content finds its vectors without a scan.
    /// </summary>
    public static readonly string Create =
        "CREATE TABLE roots (id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE) STRICT; "
        + Contents("contents")
        + "CREATE TABLE pictures ( "
        + "root INTEGER NOT NULL REFERENCES roots ON DELETE CASCADE, path BLOB NOT NULL, "
        + "content INTEGER NOT NULL REFERENCES contents, size INTEGER NOT NULL, modified INTEGER NOT NULL, changed INTEGER, "
        + "PRIMARY KEY (root, path)) STRICT, WITHOUT ROWID; "
        + "CREATE INDEX pictures_of_content ON pictures (content); "
        + "CREATE TABLE rejected ( "
        + "root INTEGER NOT NULL REFERENCES roots ON DELETE CASCADE, path BLOB NOT NULL, "
        + "size INTEGER NOT NULL, modified INTEGER NOT NULL, changed INTEGER, reader TEXT NOT NULL, reason TEXT NOT NULL, "
        + "PRIMARY KEY (root, path)) STRICT, WITHOUT ROWID; "
        + Generations("descriptors")
        + OneCurrent
        + "CREATE TABLE vectors ( "
        + "content INTEGER NOT NULL REFERENCES contents ON DELETE CASCADE, "
        + "descriptor INTEGER NOT NULL REFERENCES descriptors ON DELETE CASCADE, "
        + "vector BLOB NOT NULL, PRIMARY KEY (content, descriptor)) STRICT; "
        + Clusters
        + State;

    /// <summary>Version 2: the centres of a descriptor's clusters, laid out as its vectors, one after the other. They go with the descriptor.</summary>
    private const string Clusters =
        "CREATE TABLE clusters ( "
        + "descriptor INTEGER PRIMARY KEY REFERENCES descriptors ON DELETE CASCADE, "
        + "centres BLOB NOT NULL, chosen TEXT NOT NULL) STRICT;";

    /// <summary>Version 3: the system's time of a file's last change. Files of older catalogs have none, and are read once more.</summary>
    private const string Changed = "ALTER TABLE pictures ADD COLUMN changed INTEGER; ALTER TABLE rejected ADD COLUMN changed INTEGER;";

    /// <summary>
    /// Version 4: several generations of one descriptor's name, of which one is current; a number that grows with every change; and numbers of
    /// contents that are never given again, so that a vector elsewhere can be told by the number of its content and its own.
    /// </summary>
    private static readonly string ToGenerations =
        Contents("new_contents") + "INSERT INTO new_contents SELECT id, hash FROM contents; "
        + "DROP TABLE contents; ALTER TABLE new_contents RENAME TO contents; "
        + Generations("new_descriptors")
        + "INSERT INTO new_descriptors SELECT id, name, fingerprint, dimensions, metric, 1 FROM descriptors; "
        + "DROP TABLE descriptors; ALTER TABLE new_descriptors RENAME TO descriptors; "
        + OneCurrent + State;

    private const string OneCurrent = "CREATE UNIQUE INDEX current_descriptor ON descriptors (name) WHERE current = 1; ";

    private const string State =
        "CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID; "
        + "INSERT INTO state VALUES ('version', 1), ('id', random());";

    /// <summary>What leads from a version to the next one.</summary>
    /// <param name="version">From 1 up to the one before <see cref="Version"/>.</param>
    public static string Upgrade(long version) => version switch
    {
        1 => Clusters,
        2 => Changed,
        3 => ToGenerations,
        _ => throw new ArgumentOutOfRangeException(nameof(version), version, "There is no such version."),
    };

    private static string Contents(string name) =>
        $"CREATE TABLE {name} (id INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE) STRICT; ";

    private static string Generations(string name) =>
        $"CREATE TABLE {name} ( "
        + "id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, fingerprint TEXT NOT NULL, "
        + "dimensions INTEGER NOT NULL, metric TEXT NOT NULL, current INTEGER NOT NULL, UNIQUE (name, fingerprint, dimensions, metric)) STRICT; ";
}
