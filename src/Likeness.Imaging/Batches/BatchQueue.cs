using System.Runtime.ExceptionServices;

namespace Likeness.Imaging.Batches;

/// <summary>A ring of reused batches between one producing and one reading thread.</summary>
internal sealed class BatchQueue : IDisposable
{
    private readonly PreparedBatch[] ring;
    private CancellationTokenSource cancelled = new();
    private SemaphoreSlim empty;
    private SemaphoreSlim full = new(0);
    private int writing;
    private int reading;

    /// <param name="capacity">Batches, at least 1.</param>
    /// <param name="bytes">Bytes of each.</param>
    public BatchQueue(int capacity, int bytes)
    {
        ring = new PreparedBatch[capacity];
        for (var i = 0; i < capacity; i++)
            ring[i] = new PreparedBatch(bytes);
        empty = new SemaphoreSlim(capacity);
    }

    /// <summary>Producer: the next batch to fill; waits until there is one.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PreparedBatch TakeEmpty()
    {
        empty.Wait(cancelled.Token);
        var batch = ring[writing];
        batch.Failure = null;
        return batch;
    }

    /// <summary>Producer: the batch taken last is ready.</summary>
    public void Pass()
    {
        writing = (writing + 1) % ring.Length;
        full.Release();
    }

    /// <summary>Producer: it cannot go on; the batch it may have been filling carries the reason.</summary>
    public void Fail(Exception failure)
    {
        ring[writing].Failure = ExceptionDispatchInfo.Capture(failure);
        Pass();
    }

    /// <summary>Producer: stops where the epoch has been left.</summary>
    public void ThrowIfCancelled() => cancelled.Token.ThrowIfCancellationRequested();

    /// <summary>Reader: the next batch that is ready; waits until there is one.</summary>
    public PreparedBatch TakeFull(CancellationToken cancellationToken)
    {
        full.Wait(cancellationToken);
        return ring[reading];
    }

    /// <summary>Reader: the batch taken last has been used.</summary>
    public void GiveBack()
    {
        reading = (reading + 1) % ring.Length;
        empty.Release();
    }

    /// <summary>Makes the producer stop at its next step.</summary>
    public void Cancel() => cancelled.Cancel();

    /// <summary>Starts anew; no other thread may be using the queue.</summary>
    public void Reset()
    {
        Dispose();
        cancelled = new CancellationTokenSource();
        empty = new SemaphoreSlim(ring.Length);
        full = new SemaphoreSlim(0);
        writing = reading = 0;
    }

    public void Dispose()
    {
        cancelled.Dispose();
        empty.Dispose();
        full.Dispose();
    }
}
