using Likeness.Imaging.Decoding;
using Likeness.Imaging.Scanning;

namespace Likeness.Imaging.Batches;

/// <summary>One pass over files on several threads, each picture decoded once. Which pictures are kept does not depend on the threads.</summary>
internal sealed class PreloadPass(IReadOnlyList<PictureFile> files, PictureCacheOptions options, Action<int>? progress)
{
    private readonly Lock progressGate = new();
    private int next = -1;
    private int done;

    /// <summary>Why a file cannot be used; null where it can.</summary>
    public string?[] Reasons { get; } = new string?[files.Count];

    /// <summary>The hash of each usable file.</summary>
    public ContentHash[] Hashes { get; } = new ContentHash[files.Count];

    /// <summary>The pixels of those that are kept.</summary>
    public byte[]?[] Kept { get; } = new byte[]?[files.Count];

    /// <summary>Works until every file has been tried.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        var threads = Math.Min(options.Threads, Math.Max(1, files.Count));
        if (threads == 1)
        {
            Work(cancellationToken);
            return;
        }
        var workers = new Task[threads];
        for (var i = 0; i < threads; i++)
            workers[i] = Task.Factory.StartNew(() => Work(cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            Task.WaitAll(workers, CancellationToken.None);
        }
        catch (AggregateException failures)
        {
            // The first failure says it all: the workers do the same work, and are cancelled together.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.Flatten().InnerExceptions[0]);
        }
    }

    private void Work(CancellationToken cancellationToken)
    {
        var pictureBytes = Pixels.ByteCount(options.Height, options.Width);
        var keptCount = options.ByteBudget / pictureBytes;
        using var reader = new PictureReader(options.Limits);
        var scratch = GC.AllocateUninitializedArray<byte>(pictureBytes);
        for (int i; (i = Interlocked.Increment(ref next)) < files.Count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!reader.TryRead(files[i].FullPath, options.Height, options.Width, scratch, out Hashes[i], out Reasons[i]))
            {
                Report();
                continue;
            }
            // By place in the list, not by what happens to be decoded first; bad pictures leave their share unused.
            if (i < keptCount)
            {
                Kept[i] = scratch;
                scratch = GC.AllocateUninitializedArray<byte>(pictureBytes);
            }
            Report();
        }
    }

    private void Report()
    {
        lock (progressGate)
            progress?.Invoke(++done);
    }
}
