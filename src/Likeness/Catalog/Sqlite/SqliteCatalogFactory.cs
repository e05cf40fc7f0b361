using Likeness.Library;

namespace Likeness.Catalog.Sqlite;

/// <summary>Catalogs in SQLite files (<see cref="LibraryLayout.Catalog"/>).</summary>
public sealed class SqliteCatalogFactory : ICatalogFactory
{
    private static readonly string[] Endings = ["", "-wal", "-shm"];

    /// <summary>The most threads that one search uses; 0, the default, for one per processor.</summary>
    public int Threads { get; init; }

    /// <inheritdoc/>
    /// <remarks>A file without a byte is what a run leaves that was killed as it made one.</remarks>
    public bool Exists(LibraryLayout library) =>
        new FileInfo(library.Catalog) is { Exists: true, Length: > 0 } || Directory.Exists(library.Catalog);

    /// <inheritdoc/>
    public ICatalog Open(LibraryLayout library) => SqliteCatalog.Open(library.Catalog);

    /// <inheritdoc/>
    public ICatalog OpenForReading(LibraryLayout library, CancellationToken cancellationToken = default) =>
        SqliteCatalog.OpenForReading(library.Catalog, Threads, cancellationToken);

    /// <inheritdoc/>
    public long BytesOf(LibraryLayout library) =>
        Endings.Select(ending => new FileInfo(library.Catalog + ending)).Where(file => file.Exists && !file.Name.EndsWith("-shm", StringComparison.Ordinal)).Sum(file => file.Length);

    /// <inheritdoc/>
    public void Delete(LibraryLayout library)
    {
        foreach (var ending in Endings) File.Delete(library.Catalog + ending);
        if (Directory.Exists(Path.Join(library.Folder, "vectors"))) Directory.Delete(Path.Join(library.Folder, "vectors"), recursive: true);
    }
}
