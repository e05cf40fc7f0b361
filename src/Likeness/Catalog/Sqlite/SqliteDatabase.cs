using Microsoft.Data.Sqlite;

namespace Likeness.Catalog.Sqlite;

/// <summary>
/// A connection to a catalog file that is known to be one of ours and of our version, with its statements, which are compiled once.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int SecondsToWaitForOthers = 5;
    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> statements = [];
    private readonly string path;
    private SqliteTransaction? transaction;

    public SqliteDatabase(string path)
    {
        this.path = path;
        BundledSqlite.Prepare();
        connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false, // a closed library must leave no open file behind
            ForeignKeys = true,
            DefaultTimeout = SecondsToWaitForOthers,
        }.ToString());
        try
        {
            Guard(Prepare);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs something that uses the database and turns whatever goes wrong there into an explanation.</summary>
    public T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (failure is SqliteException or InvalidCastException or InvalidOperationException or FormatException or OverflowException)
        {
            throw SqliteFailure.Explain(failure, path);
        }
    }

    public void Guard(Action work) => Guard(() =>
    {
        work();
        return 0;
    });

    /// <summary>Does all of it or nothing.</summary>
    public void InTransaction(Action work) => Guard(() =>
    {
        using var begun = connection.BeginTransaction(deferred: false);
        transaction = begun;
        try
        {
            work();
            begun.Commit();
        }
        finally
        {
            transaction = null;
        }
    });

    public DamagedDataException Damaged(string found) => SqliteFailure.Damaged(path, found);

    public int Execute(string sql, params ReadOnlySpan<object> values) => Statement(sql, values).ExecuteNonQuery();

    public long Scalar(string sql, params ReadOnlySpan<object> values) =>
        Statement(sql, values).ExecuteScalar() as long? ?? throw Damaged($"no number where '{sql}' expects one");

    public SqliteDataReader Query(string sql, params ReadOnlySpan<object> values) => Statement(sql, values).ExecuteReader();

    public void Dispose()
    {
        foreach (var statement in statements.Values) statement.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Statement(string sql, ReadOnlySpan<object> values)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = connection.CreateCommand();
            statement.CommandText = sql;
            for (var i = 0; i < values.Length; i++) statement.Parameters.Add(new SqliteParameter { ParameterName = "$" + (i + 1) });
            statements.Add(sql, statement);
        }
        statement.Transaction = transaction;
        for (var i = 0; i < values.Length; i++) statement.Parameters[i].Value = values[i];
        return statement;
    }

    private void Prepare()
    {
        connection.Open();
        var application = Scalar("PRAGMA application_id");
        var version = Scalar("PRAGMA user_version");
        var isNew = application == 0 && version == 0 && Scalar("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isNew) CheckOrigin(application, version);

        // With a write-ahead log, searches read while an index run writes. NORMAL flushes the log at checkpoints only: a power cut may
        // cost the last batches, never consistency, and the next run makes those batches anew. A killed process loses nothing.
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = NORMAL");
        if (isNew) InTransaction(CreateTables);
        else if (version < SqliteSchema.Version) InTransaction(Upgrade);
    }

    private void CreateTables()
    {
        // Another process may have been faster between the look and the lock.
        if (Scalar("SELECT count(*) FROM sqlite_schema") != 0) return;
        Execute(SqliteSchema.Create);
        Execute($"PRAGMA application_id = {SqliteSchema.ApplicationId}");
        Execute($"PRAGMA user_version = {SqliteSchema.Version}");
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
