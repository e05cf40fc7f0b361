using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Likeness.Catalog.Sqlite;

/// <summary>Says what an error of SQLite means for a person, and what to do about it.</summary>
internal static class SqliteFailure
{
    public static LikenessException Explain(Exception cause, string path) => cause is SqliteException error
        ? error.SqliteErrorCode switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new UnusableInputException(
                $"The catalog '{path}' is in use by another process. Wait until it is done and try again.", cause),
            raw.SQLITE_FULL => new UnusableInputException(
                $"The catalog '{path}' cannot grow: no space left on its disk. Free some and run the command again; it continues where it stopped.", cause),
            raw.SQLITE_IOERR when error.SqliteExtendedErrorCode != raw.SQLITE_IOERR_SHORT_READ => new UnusableInputException(
                $"The catalog '{path}' cannot be read or written ({error.Message}). Check that its disk has space left and no faults, and try again.", cause),
            raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_READONLY => new UnusableInputException(
                $"The catalog '{path}' cannot be opened for reading and writing. Check that its folder exists and that both may be written to.", cause),
            _ => Damaged(path, error.Message, cause),
        }
        : Damaged(path, cause.Message, cause);

    public static DamagedDataException Damaged(string path, string found, Exception? cause = null) => new(
        $"The catalog '{path}' is damaged ({found}). Delete it and index again: it holds nothing that cannot be made anew from the pictures.", cause);
}
