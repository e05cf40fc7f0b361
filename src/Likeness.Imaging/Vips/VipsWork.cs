namespace Likeness.Imaging.Vips;

/// <summary>
/// Runs work of libvips and pairs failures with their messages. libvips collects messages of all threads in one log, so work that failed
/// is run a second time with every other thread held back: then what the log says belongs to it.
/// </summary>
internal static class VipsWork
{
    private const int LongestMessage = 200;
    private static readonly ReaderWriterLockSlim Gate = new();
    private static int emptied;

    /// <summary>Starts libvips if need be, runs work, and runs it once more alone if it fails.</summary>
    /// <param name="work">Can be run twice. Only what is called in here touches NetVips.</param>
    /// <param name="fail">Makes the exception to throw from libvips's message.</param>
    /// <param name="warning">What in the log makes success a failure, such as the name of a decoder; null for nothing.</param>
    /// <exception cref="UnusableInputException">There is no libvips that can be used.</exception>
    public static T Run<T>(Func<T> work, Func<string, Exception> fail, string? warning = null)
    {
        var library = VipsLibrary.Binary;
        var before = Volatile.Read(ref emptied);
        if (TryBesideOthers(work, out var result) && (warning is null || HasNotWarned(library, warning, before)))
            return result!;
        return TryAlone(work, library, warning, out result) is { } message ? throw fail(message) : result!; // what explains it may ask libvips more
    }

    /// <summary>To be called where a failure of libvips is caught within work: its message took what the log held of everybody.</summary>
    public static void LogWasEmptied() => Interlocked.Increment(ref emptied);

    // A failure takes with it what the log holds, also of work that succeeds beside it. So the log is asked when nobody is at work, and believed only if nobody
    // has emptied it since this work began.
    private static bool HasNotWarned(VipsBinary library, string warning, int before)
    {
        Gate.EnterWriteLock();
        try
        {
            return emptied == before && !IsLogged(library, warning, out _);
        }
        finally
        {
            Gate.ExitWriteLock();
        }
    }

    // Reading the log empties it.
    private static bool IsLogged(VipsBinary library, string warning, out string log)
    {
        log = library.Log();
        if (log.Length > 0)
            LogWasEmptied();
        return log.Contains(warning, StringComparison.Ordinal);
    }

    private static bool TryBesideOthers<T>(Func<T> work, out T? result)
    {
        Gate.EnterReadLock();
        try
        {
            result = work();
            return true;
        }
        catch (NetVips.VipsException)
        {
            LogWasEmptied();
            result = default;
            return false;
        }
        finally
        {
            Gate.ExitReadLock();
        }
    }

    /// <summary>What libvips says of a failure; null for success.</summary>
    private static string? TryAlone<T>(Func<T> work, VipsBinary library, string? warning, out T? result)
    {
        Gate.EnterWriteLock();
        try
        {
            _ = new NetVips.VipsException(""); // takes what the log holds, and clears it
            LogWasEmptied();
            result = work();
            return warning is not null && IsLogged(library, warning, out var log) ? Message(log) : null;
        }
        catch (NetVips.VipsException failure)
        {
            result = default;
            return Message(failure.Message);
        }
        finally
        {
            Gate.ExitWriteLock();
        }
    }

    // "unable to call pngload_source" and then, line by line, what libvips says.
    private static string Message(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var said = lines.Length > 1 && lines[0].StartsWith("unable to", StringComparison.Ordinal) ? lines[1..] : lines;
        var line = Printable.Line(string.Join("; ", said.Distinct(StringComparer.Ordinal)));
        return line.Length > LongestMessage ? line[..LongestMessage] + "…" : line;
    }
}
