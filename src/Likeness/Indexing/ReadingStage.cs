using System.Collections.Concurrent;
using Likeness.Descriptors;

namespace Likeness.Indexing;

/// <summary>Several threads that read and decode ahead of the one that describes, as far as the bounded queue between them lets them.</summary>
internal sealed class ReadingStage : IDisposable
{
    private readonly IReadOnlyList<IndexJob> jobs;
    private readonly IPictureSource source;
    private readonly DescribedContents described;
    private readonly PixelBuffers buffers;
    private readonly BlockingCollection<IndexOutcome> queue;
    private readonly CancellationTokenSource abandoned = new();
    private readonly CancellationToken cancelled;
    private readonly Task[] threads;
    private int next = -1;
    private int running;

    public ReadingStage(
        IReadOnlyList<IndexJob> jobs, IPictureSource source, DescribedContents described, PixelBuffers buffers, IndexSettings settings, CancellationToken cancelled)
    {
        (this.jobs, this.source, this.described, this.buffers, this.cancelled) = (jobs, source, described, buffers, cancelled);
        queue = new BlockingCollection<IndexOutcome>(2 * settings.BatchSize);
        running = Math.Min(settings.Readers, jobs.Count);
        threads = new Task[running];
        if (running == 0) queue.CompleteAdding();
        for (var i = 0; i < threads.Length; i++)
            threads[i] = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The outcomes as they come. After a cancellation it ends with what was being read; then, or at its end, it throws what a thread threw.</summary>
    public IEnumerable<IndexOutcome> Outcomes()
    {
        foreach (var outcome in queue.GetConsumingEnumerable(CancellationToken.None)) yield return outcome;
        foreach (var thread in threads) thread.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        abandoned.Cancel();
        foreach (var thread in threads) ((IAsyncResult)thread).AsyncWaitHandle.WaitOne(); // whether it failed was told by Outcomes
        queue.Dispose();
        abandoned.Dispose();
    }

    private void Read()
    {
        try
        {
            using var reader = source.CreateReader();
            while (!cancelled.IsCancellationRequested && !abandoned.IsCancellationRequested)
            {
                var job = Interlocked.Increment(ref next);
                if (job >= jobs.Count) break;
                queue.Add(Read(reader, jobs[job]), abandoned.Token);
            }
        }
        catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
        {
            // Nobody takes outcomes any more: the describing side has failed and says why.
            return;
        }
        catch
        {
            abandoned.Cancel(); // what stops one thread (no decoder, no memory) stops the others soon enough
            throw;
        }
        finally
        {
            if (Interlocked.Decrement(ref running) == 0) queue.CompleteAdding();
        }
    }

    private IndexOutcome Read(IPictureReader reader, IndexJob job)
    {
        // Another file with the same content may have been described since the plan was made.
        if (job.LooksUnchanged && described.IsComplete(job.Known!.Content)) return new IndexOutcome(job) { Content = job.Known.Content };
        ContentHash content;
        try
        {
            content = reader.Open(job.FullPath);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever it is, it concerns one file, and the others must not suffer. It may pass: the file is tried again at the next run.
            return new IndexOutcome(job) { Failure = Describe(failure) };
        }
        var missing = job.Again ? described.MissingAgain(content) : described.Missing(content);
        if (missing == 0) return new IndexOutcome(job) { Content = content, IsRead = true };
        try
        {
            return new IndexOutcome(job) { Content = content, IsRead = true, Missing = missing, Pixels = buffers.Decode(reader, missing) };
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // As above; but the reader's own verdict on the content is worth remembering, unless the machine is to blame.
            return new IndexOutcome(job) { Failure = Describe(failure), IsRead = true, IsLasting = failure is UnusableInputException { MayPass: false } };
        }
    }

    private static string Describe(Exception failure) =>
        (failure is LikenessException or IOException or UnauthorizedAccessException ? failure.Message : $"{failure.GetType().Name}: {failure.Message}").ReplaceLineEndings(" ");
}

/// <summary>What came of a job: a content with or without pixels, or a reason why there is none.</summary>
internal sealed class IndexOutcome(IndexJob job)
{
    public IndexJob Job { get; } = job;

    public ContentHash Content { get; init; }

    /// <summary>Whether the file was opened to find out.</summary>
    public bool IsRead { get; init; }

    /// <summary>The picture at every size that the descriptors take; null where it needs no describing.</summary>
    public byte[]? Pixels { get; init; }

    /// <summary>A bit for each descriptor that <see cref="Pixels"/> are meant for.</summary>
    public uint Missing { get; init; }

    /// <summary>Why the picture cannot be used.</summary>
    public string? Failure { get; set; }

    /// <summary>Whether the failure lies in the content, so that there is no use in trying again before it changes.</summary>
    public bool IsLasting { get; init; }
}

/// <summary>
/// Buffers for one decoded picture at every size that the descriptors take, one size behind the other. They are used again;
/// how many there are is bounded by the queue that they wait in.
/// </summary>
internal sealed class PixelBuffers
{
    private readonly ConcurrentBag<byte[]> free = [];
    private readonly List<(int Height, int Width)> sizes = [];
    private readonly int[] sizeOf;
    private readonly int[] offsets;

    public PixelBuffers(IReadOnlyList<IDescriptor> descriptors)
    {
        sizeOf = new int[descriptors.Count];
        for (var i = 0; i < descriptors.Count; i++)
        {
            var size = (descriptors[i].PictureHeight, descriptors[i].PictureWidth);
            if (!sizes.Contains(size)) sizes.Add(size);
            sizeOf[i] = sizes.IndexOf(size);
        }
        offsets = new int[sizes.Count + 1];
        for (var i = 0; i < sizes.Count; i++) offsets[i + 1] = checked(offsets[i] + sizes[i].Height * sizes[i].Width * 3);
    }

    /// <summary>Decodes the picture that a reader has open, at the sizes that the missing descriptors take.</summary>
    public byte[] Decode(IPictureReader reader, uint missing)
    {
        var buffer = free.TryTake(out var used) ? used : new byte[offsets[^1]];
        try
        {
            for (var size = 0; size < sizes.Count; size++)
            {
                if (IsWanted(size, missing)) reader.Decode(sizes[size].Height, sizes[size].Width, buffer.AsSpan(offsets[size]..offsets[size + 1]));
            }
            return buffer;
        }
        catch
        {
            Return(buffer);
            throw;
        }
    }

    /// <summary>The part of a buffer that a descriptor takes.</summary>
    public ReadOnlySpan<byte> For(int descriptor, byte[] buffer) => buffer.AsSpan(offsets[sizeOf[descriptor]]..offsets[sizeOf[descriptor] + 1]);

    public void Return(byte[] buffer) => free.Add(buffer);

    private bool IsWanted(int size, uint missing)
    {
        for (var i = 0; i < sizeOf.Length; i++)
        {
            if (sizeOf[i] == size && (missing >> i & 1) == 1) return true;
        }
        return false;
    }
}
