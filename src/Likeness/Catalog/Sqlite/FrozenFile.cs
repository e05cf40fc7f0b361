namespace Likeness.Catalog.Sqlite;

/// <summary>
/// A catalog in a folder that may not be written to (a read-only mount, another person's folder). SQLite cannot make the shared memory there
/// by which processes with a write-ahead log tell each other what they do, and reads such a file only if it is told that nobody changes it
/// (<c>immutable</c>, sqlite.org/wal.html#readonly). That is true while there is no log: what a writer commits stands in the log first.
/// Somebody who may write there can begin to do so all the same; therefore the file is looked at again after each reading, and what was read
/// is given up where it changed.
/// </summary>
internal sealed class FrozenFile
{
    private readonly string path;
    private readonly (long Length, DateTime Written) seen;

    private FrozenFile(string path, (long Length, DateTime Written) seen) => (this.path, this.seen) = (path, seen);

    /// <summary>What to open.</summary>
    public string Source
    {
        get
        {
            var name = path.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3F", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);
            return $"file:{(OperatingSystem.IsWindows() ? "/" + name.Replace('\\', '/') : name)}?immutable=1";
        }
    }

    /// <summary>Whether a file is there that may be read, in a folder in which no other may be made.</summary>
    public static bool IsOneAt(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        // There is no asking but by doing.
        try
        {
            var probe = Path.Join(Path.GetDirectoryName(path), $".likeness-{Guid.NewGuid():N}.tmp");
            using var made = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>The file as it is now.</summary>
    /// <param name="path">Of the catalog.</param>
    /// <param name="refused">Why it could not be opened in the usual way.</param>
    /// <exception cref="UnusableInputException">The last changes stand in a log that cannot be read alone.</exception>
    public static FrozenFile At(string path, UnusableInputException refused)
    {
        var seen = Look(path);
        if (HasLog(path))
            throw new UnusableInputException(
                $"The last changes of the catalog '{path}' stand in '{Path.GetFileName(path)}-wal' beside it, and reading them takes the right to write in that folder. "
                + "Let somebody who has it run likeness info on the library once, or copy the folder to where you have it.", refused);
        return new FrozenFile(path, seen);
    }

    /// <exception cref="LibraryBusyException">The file has changed since it was opened.</exception>
    public void Check(Exception? cause)
    {
        if (Look(path) == seen && !HasLog(path)) return;
        throw new LibraryBusyException($"The catalog '{path}' was written to by another process while it was read. Try again.", cause);
    }

    private static (long, DateTime) Look(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.Length, file.LastWriteTimeUtc) : (-1, DateTime.MinValue);
    }

    private static bool HasLog(string path) => new FileInfo(path + "-wal") is { Exists: true, Length: > 0 } || new FileInfo(path + "-journal") is { Exists: true, Length: > 0 };
}
