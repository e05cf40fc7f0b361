using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Likeness.Catalog.Sqlite;

/// <summary>Says what an error of SQLite means for a person, and what to do about it. Only what SQLite knows to be damage is called so.</summary>
internal static class SqliteFailure
{
    private const string WhatToDo = "Delete it and index again: it holds nothing that cannot be made anew from the pictures.";

    /// <param name="error">What SQLite reported.</param>
    /// <param name="path">Of the catalog.</param>
    public static Exception Explain(SqliteException error, string path) => error.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => new LibraryBusyException(
            $"The catalog '{path}' is in use by another process. Wait until it is done and try again.", error),
        raw.SQLITE_INTERRUPT => new OperationCanceledException("Reading the catalog was interrupted.", error),
        raw.SQLITE_NOMEM => NoMemory(error, path),
        raw.SQLITE_FULL => new UnusableInputException(
            $"The catalog '{path}' cannot grow: no space left on its disk. Free some and run the command again; it continues where it stopped.", error),
        raw.SQLITE_TOOBIG => new UnusableInputException(
            $"The catalog '{path}' cannot take or give an entry as large as one is ({error.Message}). Use a descriptor with fewer numbers.", error),
        raw.SQLITE_CONSTRAINT => new ArgumentException(
            $"The catalog '{path}' refuses a change that does not fit what it holds ({error.Message}).", error),
        raw.SQLITE_READONLY => new UnusableInputException(
            $"The catalog '{path}' cannot be written to: the file or its folder is read-only here. Get the right to write there, or choose another library folder.", error),
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => CannotOpen(error, path),
        raw.SQLITE_IOERR => error.SqliteExtendedErrorCode switch
        {
            raw.SQLITE_IOERR_NOMEM => NoMemory(error, path),
            raw.SQLITE_IOERR_SHORT_READ => Damaged(path, error.Message, error),
            _ => new UnusableInputException(
                $"The catalog '{path}' cannot be read or written ({error.Message}). Check that its disk has space left and no faults, and try again.", error),
        },
        raw.SQLITE_NOTADB => new DamagedDataException(
            $"The file '{path}' is no database of SQLite: it was overwritten, or never was a catalog. If it is of no use otherwise, delete it and index again.", error),
        raw.SQLITE_CORRUPT or raw.SQLITE_FORMAT or raw.SQLITE_SCHEMA or raw.SQLITE_MISMATCH => Damaged(path, error.Message, error),
        // What SQL is refused for can only lie in the tables: the statements are always the same.
        raw.SQLITE_ERROR => Damaged(path, error.Message, error),
        _ => new InvalidOperationException($"SQLite was used wrongly on '{path}': {error.Message}", error),
    };

    public static DamagedDataException Damaged(string path, string found, Exception? cause = null) => new($"The catalog '{path}' is damaged ({found}). {WhatToDo}", cause);

    private static UnusableInputException NoMemory(Exception cause, string path) => new(
        $"There is not enough memory left to work on the catalog '{path}'. End other programs, or lift the limit that this one runs under, and try again.", cause);

    // SQLite says no more than that it cannot; opening the file ourselves tells why.
    private static UnusableInputException CannotOpen(SqliteException error, string path)
    {
        if (Directory.Exists(path)) return new($"The catalog '{path}' is a folder, where a file is expected. Choose another library folder.", error);
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return new($"The catalog '{path}' is not there and cannot be made. Check that its folder exists and may be written to.", error);
        }
        catch (UnauthorizedAccessException refused)
        {
            return new($"The catalog '{path}' may not be read by you ({refused.Message.TrimEnd('.')}). Get the right to, or choose another library folder.", error);
        }
        catch (IOException failure)
        {
            return new($"The catalog '{path}' cannot be opened ({failure.Message.TrimEnd('.')}). Mend that and try again.", error);
        }
        return new(
            $"The catalog '{path}' can be read, but not the files that belong beside it ('{Path.GetFileName(path)}-wal', '-shm'), nor can they be made. "
            + "Get the right to write in its folder, or copy the folder to where you have it.", error);
    }
}
