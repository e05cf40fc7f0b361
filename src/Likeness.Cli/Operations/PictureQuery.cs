using Likeness.Imaging.Decoding;

namespace Likeness.Cli.Operations;

/// <summary>One question to the library: pictures that hits are to be like, and pictures that they are not to be like.</summary>
/// <param name="Like">At least one.</param>
/// <param name="Unlike">May be none.</param>
internal sealed record PictureQuery(IReadOnlyList<QueryPicture> Like, IReadOnlyList<QueryPicture> Unlike)
{
    /// <summary>A question for one picture file.</summary>
    public static PictureQuery Of(string path) => new([new QueryPicture(path, null)], []);

    /// <summary>The question as it was put on the command line.</summary>
    public override string ToString() =>
        string.Join(", ", [.. Like.Select(picture => picture.Given), .. Unlike.Select(picture => $"not {picture.Given}")]);

    /// <summary>The name of its drawing: that of its first picture.</summary>
    public string DrawingName => Like[0].Bytes is null ? Path.GetFileName(Like[0].Given) : "standard-input";

    /// <summary>The same as the library takes it.</summary>
    public SearchQuery ToSearchQuery()
    {
        var wanted = Like.Skip(1).Aggregate(Like[0].ToSearchQuery(), (query, picture) => query.And(picture.ToSearchQuery()));
        return Unlike.Aggregate(wanted, (query, picture) => query.Not(picture.ToSearchQuery()));
    }
}

/// <summary>
/// A picture of a query. What comes through a pipe (<c>-</c>, <c>/dev/stdin</c>, a process substitution, a named pipe) is read once and
/// kept in memory: it is decoded for its vector and for the drawing.
/// </summary>
/// <param name="Given">As it was named on the command line: a path, or <c>-</c>.</param>
/// <param name="Bytes">What a pipe brought; null for a file that can be read more than once.</param>
internal sealed record QueryPicture(string Given, byte[]? Bytes)
{
    /// <summary>Stands for standard input on the command line.</summary>
    public const string StandardInput = "-";

    private const int BlockBytes = 1 << 16;

    /// <summary>The picture that was named on the command line.</summary>
    /// <param name="given">A path, or <c>-</c>.</param>
    /// <param name="cancelled">Ends the wait for what a pipe is to bring.</param>
    /// <exception cref="UnusableQueryException">The pipe cannot be read, or brings more than a picture file may have.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static QueryPicture Read(string given, CancellationToken cancelled)
    {
        if (given == StandardInput) return new QueryPicture(given, Keep(given, Console.OpenStandardInput(), cancelled));
        // Names that are not UTF-8 are escaped, and only the reader knows how to reach them; pipes have no such names.
        if (OperatingSystem.IsWindows() || !File.Exists(given)) return new QueryPicture(given, null);
        try
        {
            var opened = Wait(() => File.OpenRead(given), cancelled);
            if (!opened.CanSeek) return new QueryPicture(given, Keep(given, opened, cancelled));
            opened.Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // The reader will come upon the same, and say it of the query.
        }

        return new QueryPicture(given, null);
    }

    /// <summary>The same as the library takes it.</summary>
    public SearchQuery ToSearchQuery() => Bytes is { } bytes ? SearchQuery.FromBytes(bytes, Given) : SearchQuery.FromFile(Given);

    private static byte[] Keep(string given, Stream stream, CancellationToken cancelled)
    {
        try
        {
            return Wait(() => ReadWhole(given, stream), cancelled);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnusableQueryException(
                $"The query '{given}' cannot be used: it cannot be read: {failure.Message.TrimEnd('.')}. Name a picture file.", failure);
        }
    }

    private static byte[] ReadWhole(string given, Stream stream)
    {
        var most = DecodingLimits.Default.MaxFileBytes;
        using (stream)
        using (var kept = new MemoryStream())
        {
            var block = new byte[BlockBytes];
            for (int count; (count = stream.Read(block)) > 0;)
            {
                kept.Write(block, 0, count);
                if (kept.Length <= most) continue;
                throw new UnusableQueryException(
                    $"The query '{given}' cannot be used: it has more than {most:N0} bytes, which is the most that a picture file may "
                    + "have. Give a smaller one.");
            }

            return kept.ToArray();
        }
    }

    /// <summary>
    /// What opens or reads a pipe waits for its other end, and cannot be told to stop: it is left waiting, and ends with the program.
    /// </summary>
    private static T Wait<T>(Func<T> work, CancellationToken cancelled)
    {
        var waiting = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        ((Task)waiting).ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait(cancelled);
        return waiting.GetAwaiter().GetResult();
    }
}
