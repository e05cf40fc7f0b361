using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Likeness.Catalog.Sqlite;

/// <summary>
/// A connection to a catalog file that is known to be one of ours and of our version, with its statements, which are compiled once.
/// Each call to SQLite is guarded by itself, so that what a caller's own code throws in between comes through as it is.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int SecondsToWaitForOthers = 5;
    private readonly Dictionary<string, SqliteCommand> statements = [];
    private readonly string path;
    private readonly bool onlyReads;
    private readonly FrozenFile? frozen;
    private SqliteConnection connection;
    private SqliteTransaction? transaction;
    private bool isClosed;
    private bool isCopy;

    private SqliteDatabase(string path, SqliteOpenMode mode, FrozenFile? frozen, CancellationToken cancelled)
    {
        (this.path, this.frozen, Cancelled) = (path, frozen, cancelled);
        onlyReads = mode != SqliteOpenMode.ReadWriteCreate;
        BundledSqlite.Prepare();
        connection = Connection(frozen?.Source ?? path, mode);
        try
        {
            Prepare();
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Ends what is being read, between two rows.</summary>
    public CancellationToken Cancelled { get; set; }

    /// <summary>
    /// Whether it shows the file as it was when it was opened, and not what is written to it later: a file that cannot be written to here, or a
    /// copy of one in memory.
    /// </summary>
    public bool IsStill => frozen is not null || isCopy;

    /// <summary>A database to read from and to write to, made if it is not there.</summary>
    public static SqliteDatabase ForWriting(string path) => new(path, SqliteOpenMode.ReadWriteCreate, null, CancellationToken.None);

    /// <summary>
    /// A database to read from. Where its folder may be written to, it is opened as others do, with the files beside it that tell
    /// processes of each other. Where it may not, nobody here can make these files, and it is read alone.
    /// </summary>
    public static SqliteDatabase ForReading(string path, CancellationToken cancelled)
    {
        try
        {
            return new SqliteDatabase(path, SqliteOpenMode.ReadWrite, null, cancelled);
        }
        catch (UnusableInputException refused) when (refused is not LibraryBusyException && FrozenFile.IsOneAt(path))
        {
            return new SqliteDatabase(path, SqliteOpenMode.ReadOnly, FrozenFile.At(path, refused), cancelled);
        }
    }

    /// <summary>Begins a transaction; one at a time.</summary>
    /// <param name="toWrite">Whether it takes the right to write at once, which waits for whoever has it.</param>
    public void Begin(bool toWrite) => transaction = Guard(() => connection.BeginTransaction(deferred: !toWrite));

    /// <summary>Keeps what was written since <see cref="Begin"/>.</summary>
    public void Commit()
    {
        Guard(transaction!.Commit);
        End();
    }

    /// <summary>Ends the transaction; what was not committed is gone.</summary>
    public void End()
    {
        transaction?.Dispose();
        transaction = null;
    }

    /// <summary>Gives up what was read where the file could not be kept from being written to meanwhile, and was.</summary>
    /// <exception cref="LibraryBusyException">It was.</exception>
    public void CheckFrozen() => frozen?.Check(null);

    public DamagedDataException Damaged(string found)
    {
        frozen?.Check(null);
        return SqliteFailure.Damaged(path, found);
    }

    public int Execute(string sql, params ReadOnlySpan<object> values)
    {
        var statement = Statement(sql, values);
        return Guard(statement.ExecuteNonQuery);
    }

    public long Scalar(string sql, params ReadOnlySpan<object> values)
    {
        var statement = Statement(sql, values);
        return Guard(statement.ExecuteScalar) as long? ?? throw Damaged($"no number where '{sql}' expects one");
    }

    /// <summary>Begins to read rows; to be disposed, and moved on by <see cref="Next"/>.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object> values)
    {
        var statement = Statement(sql, values);
        return Guard(statement.ExecuteReader);
    }

    /// <summary>Moves on to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next(SqliteDataReader row)
    {
        Cancelled.ThrowIfCancellationRequested();
        return Guard(row.Read);
    }

    public void Dispose()
    {
        if (isClosed) return;
        isClosed = true;
        End();
        foreach (var statement in statements.Values) statement.Dispose();
        connection.Dispose();
    }

    private static SqliteConnection Connection(string source, SqliteOpenMode mode) => new(new SqliteConnectionStringBuilder
    {
        DataSource = source,
        Mode = mode,
        Pooling = false, // a closed library must leave no open file behind
        ForeignKeys = true,
        DefaultTimeout = SecondsToWaitForOthers,
    }.ToString());

    /// <summary>Does one thing with SQLite, and turns what it reports into an explanation.</summary>
    private T Guard<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (SqliteException failure)
        {
            frozen?.Check(failure);
            throw SqliteFailure.Explain(failure, path);
        }
    }

    private void Guard(Action call) => Guard(() =>
    {
        call();
        return 0;
    });

    private SqliteCommand Statement(string sql, ReadOnlySpan<object> values)
    {
        ObjectDisposedException.ThrowIf(isClosed, typeof(SqliteCatalog));
        Cancelled.ThrowIfCancellationRequested();
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = connection.CreateCommand();
            statement.CommandText = sql;
            for (var i = 0; i < values.Length; i++) statement.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i + 1}") });
            statements.Add(sql, statement);
        }
        statement.Transaction = transaction;
        for (var i = 0; i < values.Length; i++) statement.Parameters[i].Value = values[i];
        return statement;
    }

    private void Prepare()
    {
        Guard(connection.Open);
        var application = Scalar("PRAGMA application_id");
        var version = Scalar("PRAGMA user_version");
        var isNew = application == 0 && version == 0 && Scalar("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isNew) CheckOrigin(application, version);
        if (isNew && onlyReads) throw new UnusableInputException($"The catalog '{path}' holds nothing yet. Index pictures first.");
        if (!isNew && raw.sqlite3_db_readonly(connection.Handle, "main") == 1)
        {
            if (version < SqliteSchema.Version) UpgradeInMemory();
            return;
        }

        if (onlyReads && version == SqliteSchema.Version) return;

        // With a write-ahead log, searches read while an index run writes. NORMAL flushes the log at checkpoints only: a power cut may
        // cost the last batches, never consistency, and the next run makes those batches anew. A killed process loses nothing.
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = NORMAL");
        if (isNew) InTransaction(CreateTables);
        else if (version < SqliteSchema.Version) UpgradeInPlace();
    }

    private void CreateTables()
    {
        // Another process may have been faster between the look and the lock.
        if (Scalar("SELECT count(*) FROM sqlite_schema") != 0) return;
        Execute(SqliteSchema.Create);
        Execute($"PRAGMA application_id = {SqliteSchema.ApplicationId}");
        Execute($"PRAGMA user_version = {SqliteSchema.Version}");
    }

    /// <summary>Does all of it or nothing.</summary>
    private void InTransaction(Action work)
    {
        Begin(toWrite: true);
        try
        {
            work();
            Commit();
        }
        finally
        {
            End();
        }
    }

    // Tables are made anew in an upgrade, and what refers to them must not go with the old ones; SQLite takes this setting between transactions only.
    private void UpgradeInPlace()
    {
        Execute("PRAGMA foreign_keys = OFF");
        InTransaction(Upgrade);
        Execute("PRAGMA foreign_keys = ON");
    }

    private void Upgrade()
    {
        // Asked again under the lock: another process may have been faster.
        for (var version = Scalar("PRAGMA user_version"); version < SqliteSchema.Version; version++)
        {
            Execute(SqliteSchema.Upgrade(version));
            Execute($"PRAGMA user_version = {version + 1}");
        }
    }

    /// <summary>A file that cannot be written to is brought up to date in a copy that lives as long as the connection.</summary>
    private void UpgradeInMemory()
    {
        var copy = Connection(":memory:", SqliteOpenMode.Memory);
        try
        {
            Guard(copy.Open);
            Guard(() => connection.BackupDatabase(copy));
            frozen?.Check(null);
        }
        catch
        {
            copy.Dispose();
            throw;
        }

        foreach (var statement in statements.Values) statement.Dispose();
        statements.Clear();
        connection.Dispose();
        connection = copy;
        isCopy = true;
        UpgradeInPlace();
    }

    private void CheckOrigin(long application, long version)
    {
        if (application != SqliteSchema.ApplicationId)
            throw new DamagedDataException(
                $"The file '{path}' is a database of another program (application id {application}, expected {SqliteSchema.ApplicationId}). Choose another library folder.");
        if (version > SqliteSchema.Version)
            throw new DamagedDataException(
                $"The catalog '{path}' was made by a newer Likeness (version {version} of its tables, this program knows up to {SqliteSchema.Version}). "
                + "Update Likeness, or choose another library folder.");
        if (version < 1) throw Damaged($"version {version} of its tables, where 1 to {SqliteSchema.Version} exist");
    }
}
