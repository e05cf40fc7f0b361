using System.Collections.Concurrent;

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
