using System.Collections.Concurrent;

namespace Likeness.Catalog.Sqlite;

/// <summary>The catalog in one SQLite file. Every reader and writer has a connection of its own; those that are done with are kept for the next.</summary>
public sealed class SqliteCatalog : ICatalog
{
    private readonly ConcurrentBag<SqliteDatabase> idle = [];
    private readonly SqliteVectors vectors;
    private readonly string path;
    private readonly bool onlyReads;
    private DateTime made;
    private volatile bool isClosed;

    private SqliteCatalog(string path, bool onlyReads, SqliteDatabase first, int threads = 0)
    {
        (this.path, this.onlyReads) = (path, onlyReads);
        vectors = new SqliteVectors(path, threads);
        made = File.GetCreationTimeUtc(path);
        idle.Add(first);
    }

    /// <summary>Opens a catalog, or makes an empty one where there is no file yet.</summary>
    /// <param name="path">The full path of the file; its folder must exist.</param>
    /// <exception cref="DamagedDataException">The file is damaged, of another program or of a newer version.</exception>
    /// <exception cref="UnusableInputException">The file cannot be opened or is in use.</exception>
    public static SqliteCatalog Open(string path) => new(path, onlyReads: false, SqliteDatabase.ForWriting(path));

    /// <summary>
    /// Opens a catalog to read from, also where nothing may be written: on a read-only file system, or in a folder of somebody else. Tables of
    /// an older version are brought up to date where that is possible, else read in a copy in memory.
    /// </summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="DamagedDataException">The file is damaged, of another program or of a newer version.</exception>
    /// <exception cref="UnusableInputException">The file is not there, or cannot be opened.</exception>
    /// <exception cref="LibraryBusyException">Another process keeps it locked.</exception>
    public static SqliteCatalog OpenForReading(string path, CancellationToken cancellationToken = default) =>
        OpenForReading(path, threads: 0, cancellationToken);

    /// <summary>The same, for searches that use so many threads at most; 0 for one per processor.</summary>
    internal static SqliteCatalog OpenForReading(string path, int threads, CancellationToken cancellationToken) =>
        new(path, onlyReads: true, SqliteDatabase.ForReading(path, cancellationToken), threads);

    /// <inheritdoc/>
    public ValueTask<ICatalogReader> ReadAsync(CancellationToken cancellationToken = default)
    {
        var database = Take(cancellationToken);
        try
        {
            return ValueTask.FromResult<ICatalogReader>(new SqliteReader(this, database, vectors));
        }
        catch
        {
            Give(database);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ICatalogWriter> WriteAsync(CancellationToken cancellationToken = default)
    {
        var database = Take(cancellationToken);
        try
        {
            return ValueTask.FromResult<ICatalogWriter>(new SqliteWriter(this, database, vectors));
        }
        catch
        {
            Give(database);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask OptimizeAsync(CancellationToken cancellationToken = default)
    {
        var reader = (SqliteReader)await ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var closed = reader.ConfigureAwait(false);
        try
        {
            reader.WriteMirrors(path, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or (UnusableInputException and not LibraryBusyException))
        {
            // Without a mirror everything is found all the same, from the catalog.
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        isClosed = true;
        CloseIdle();
        vectors.Clear();
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes a connection back that a reader or writer is done with.</summary>
    internal void Give(SqliteDatabase database)
    {
        database.End();
        if (database.IsStill)
        {
            database.Dispose();
            return;
        }

        idle.Add(database);
        // Closed meanwhile: nobody would close it otherwise.
        if (isClosed) CloseIdle();
    }

    private SqliteDatabase Take(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        FollowFile();
        if (!idle.TryTake(out var database))
            database = onlyReads ? SqliteDatabase.ForReading(path, cancellationToken) : SqliteDatabase.ForWriting(path);
        database.Cancelled = cancellationToken;
        return database;
    }

    /// <summary>Somebody may have deleted the file, and another one may be in its place: connections would go on with what is gone.</summary>
    private void FollowFile()
    {
        var now = File.GetCreationTimeUtc(path);
        if (now == made) return;
        made = now;
        CloseIdle();
        vectors.Clear();
    }

    private void CloseIdle()
    {
        while (idle.TryTake(out var database)) database.Dispose();
    }
}
