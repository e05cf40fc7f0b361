using Likeness.Imaging.Decoding;
using Likeness.Ranking;

namespace Likeness.Cli.Operations;

/// <summary>
/// The query of a search as a file that can be read more than once: for its vector, and for the drawing. What comes through a pipe
/// (<c>-</c>, <c>/dev/stdin</c>, a process substitution, a named pipe) is kept in a temporary file until the command ends.
/// </summary>
internal sealed class QueryFile : IDisposable
{
    private const string StandardInput = "-";
    private const int BlockBytes = 1 << 16;

    private readonly string given;
    private readonly string? folder;

    private QueryFile(string given, string path, string? folder) => (this.given, Path, this.folder) = (given, path, folder);

    /// <summary>Where it can be read.</summary>
    public string Path { get; }

    /// <summary>The query as it was named on the command line.</summary>
    /// <param name="given">A path, or <c>-</c>.</param>
    /// <param name="cancelled">Ends the wait for what a pipe is to bring.</param>
    /// <exception cref="UnusableInputException">The pipe cannot be read, or brings more than a picture file may have; or it cannot be kept.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static QueryFile Of(string given, CancellationToken cancelled)
    {
        if (given == StandardInput) return Keep(given, Console.OpenStandardInput(), cancelled);
        // Names that are not UTF-8 are escaped, and only the reader knows how to reach them; pipes have no such names.
        if (OperatingSystem.IsWindows() || !File.Exists(given)) return new QueryFile(given, given, null);
        try
        {
            var opened = Wait(() => File.OpenRead(given), cancelled);
            if (!opened.CanSeek) return Keep(given, opened, cancelled);
            opened.Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // The reader will come upon the same, and say it of the query.
            return new QueryFile(given, given, null);
        }

        return new QueryFile(given, given, null);
    }

    /// <summary>The report under the name that the query was given by.</summary>
    public SearchReport Name(SearchReport report) => folder is null ? report : report with { Query = given };

    /// <summary>Searches for it; what is said against it is said of the name that it was given by.</summary>
    public SearchReport Search(Func<string, SearchReport> search)
    {
        try
        {
            return search(Path);
        }
        catch (UnusableInputException refused) when (folder is not null && refused.Message.Contains(Path, StringComparison.Ordinal))
        {
            throw new UnusableInputException(refused.Message.Replace(Path, given, StringComparison.Ordinal), refused);
        }
    }

    public void Dispose()
    {
        if (folder is not null) Directory.Delete(folder, recursive: true);
    }

    private static QueryFile Keep(string given, Stream stream, CancellationToken cancelled)
    {
        string? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("likeness-").FullName;
            var kept = new QueryFile(given, System.IO.Path.Join(folder, "standard-input"), folder);
            Wait(() => Copy(stream, kept.Path), cancelled);
            return kept;
        }
        catch (Exception failure)
        {
            if (folder is not null) Directory.Delete(folder, recursive: true);
            if (failure is IOException or UnauthorizedAccessException)
                throw new UnusableInputException($"The query that comes through '{given}' cannot be kept for reading: {failure.Message.TrimEnd('.')}. Name a picture file instead.", failure);
            throw;
        }
    }

    private static bool Copy(Stream stream, string path)
    {
        var most = DecodingLimits.Default.MaxFileBytes;
        using (stream)
        using (var file = File.Create(path))
        {
            var block = new byte[BlockBytes];
            for (int count; (count = stream.Read(block)) > 0;)
            {
                file.Write(block, 0, count);
                if (file.Length > most) throw new UnusableInputException($"The query that comes through a pipe has more than {most:N0} bytes, which is the most that a picture file may have. Give a smaller one.");
            }
        }

        return true;
    }

    /// <summary>What opens or reads a pipe waits for its other end, and cannot be told to stop: it is left waiting, and ends with the program.</summary>
    private static T Wait<T>(Func<T> work, CancellationToken cancelled)
    {
        var waiting = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        ((Task)waiting).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait(cancelled);
        return waiting.GetAwaiter().GetResult();
    }
}
