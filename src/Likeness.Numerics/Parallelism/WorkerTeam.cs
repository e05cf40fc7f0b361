using System.Runtime.CompilerServices;
using Likeness.Numerics.Memory;

namespace Likeness.Numerics.Parallelism;

/// <summary>
/// A few long-lived threads that share the items of a loop. The calling thread is one of them. Loops of one team run one after another; a
/// team is used from one thread at a time, and not by the body of one of its own loops: both are refused. Nothing is allocated per loop.
/// </summary>
/// <remarks>
/// Whoever computes for long, loop after loop, has a team of its own and hands it down: a training, a model that encodes, k-means. What may
/// be called from any thread at any time, such as a search, runs its loops on the team that all of the process share
/// (<see cref="SharedTeam"/>).
/// </remarks>
public sealed unsafe class WorkerTeam : IDisposable
{
    private const int SpinsBeforeSleep = 1_000;

    /// <summary>The bit of <see cref="state"/> that says that no helper may join; below it is the number of those that did.</summary>
    private const int Closed = 1 << 30;

    private readonly Thread[] helpers;
    private readonly SemaphoreSlim[] wake;
    private readonly AlignedBuffer?[] scratch;
    private readonly Lock errorLock = new();

    private delegate*<void*, int, int, int, void> invoke;
    private void* body;
    private int count;
    private int chunk;
    private int limit;
    private int next;
    private int state = Closed;
    private int inUse;
    private volatile bool stopping;
    private Exception? error;

    /// <summary>A team of <paramref name="threads"/> workers, the caller included; 0 means one per processor.</summary>
    public WorkerTeam(int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Threads = threads == 0 ? Environment.ProcessorCount : threads;
        scratch = new AlignedBuffer?[Threads];
        helpers = new Thread[Threads - 1];
        wake = new SemaphoreSlim[Threads - 1];
        for (var i = 0; i < helpers.Length; i++)
        {
            var worker = i + 1;
            wake[i] = new SemaphoreSlim(0);
            helpers[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"Likeness worker {worker}" };
            helpers[i].Start();
        }
    }

    /// <summary>How many workers there are.</summary>
    public int Threads { get; }

    /// <summary>
    /// Runs the items in chunks that free workers take one after another. For bodies whose items write to places of their
    /// own: the result does not depend on who ran what.
    /// </summary>
    public void For<TWork>(int items, in TWork work, int chunkSize = 1) where TWork : struct, IWork =>
        Start(items, Math.Max(1, chunkSize), in work);

    /// <summary>
    /// Cuts the items into <see cref="Threads"/> even runs; the n-th run always gets worker number n. For bodies that keep a
    /// partial sum per worker: the sums are the same at every repetition.
    /// </summary>
    public void Split<TWork>(int items, in TWork work) where TWork : struct, IWork
    {
        var split = new SplitWork<TWork> { Inner = work, Items = items, Parts = Threads };
        Start(Threads, 1, in split);
    }

    /// <summary>Memory of one worker, kept between loops, aligned, with what the last user left in it.</summary>
    public float* Scratch(int worker, long floats)
    {
        if (scratch[worker] is { } present && present.Length >= floats) return present.Pointer;
        scratch[worker]?.Dispose();
        var fresh = new AlignedBuffer(floats);
        scratch[worker] = fresh;
        return fresh.Pointer;
    }

    /// <summary>Ends the threads and frees the scratch memory; not while a loop runs. A second call does nothing.</summary>
    public void Dispose()
    {
        if (stopping) return;
        stopping = true;
        foreach (var signal in wake) signal.Release();
        foreach (var helper in helpers) helper.Join();
        foreach (var signal in wake) signal.Dispose();
        foreach (var buffer in scratch) buffer?.Dispose();
    }

    /// <summary>Runs the loop as <see cref="For"/> does, unless another one of this team runs.</summary>
    /// <param name="items">How many items; at most <see cref="Array.MaxLength"/>.</param>
    /// <param name="chunkSize">Items that a worker takes at a time.</param>
    /// <param name="workers">The most workers that take part, at least 1; their numbers are below it.</param>
    /// <param name="work">The body.</param>
    /// <returns>Whether it ran.</returns>
    internal bool TryFor<TWork>(int items, int chunkSize, int workers, in TWork work) where TWork : struct, IWork
    {
        ObjectDisposedException.ThrowIf(stopping, this);
        if (items <= 0) return true;
        if (Interlocked.Exchange(ref inUse, 1) != 0) return false;
        try
        {
            if (Math.Min(Threads, workers) == 1 || items <= chunkSize) Unsafe.AsRef(in work).Run(0, items, 0);
            else Share(items, chunkSize, Math.Min(Threads, workers), in work);
        }
        finally
        {
            Volatile.Write(ref inUse, 0);
        }

        return true;
    }

    private void Start<TWork>(int items, int chunkSize, in TWork work) where TWork : struct, IWork
    {
        if (TryFor(items, chunkSize, Threads, in work)) return;
        throw new InvalidOperationException(
            "A worker team was given a loop while another one of it ran; give each thread, and a loop within a loop, a team of its own.");
    }

    private void Share<TWork>(int items, int chunkSize, int workers, in TWork work) where TWork : struct, IWork
    {
        // The body stays in the caller's frame, which outlives the loop: workers reach it by its address.
        var local = work;
        body = Unsafe.AsPointer(ref local);
        invoke = &Invoke<TWork>;
        count = items;
        chunk = chunkSize;
        limit = workers;
        next = 0;
        error = null;
        Volatile.Write(ref state, 0);
        foreach (var signal in wake.AsSpan(0, workers - 1))
        {
            if (signal.CurrentCount == 0) signal.Release();
        }

        TakeChunks(worker: 0);

        // A helper that has not woken by now is not waited for: the work is done without it.
        Interlocked.Or(ref state, Closed);
        var spinner = new SpinWait();
        while (Volatile.Read(ref state) != Closed) spinner.SpinOnce(sleep1Threshold: -1);
        if (error is { } failure) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    private static void Invoke<TWork>(void* work, int start, int end, int worker) where TWork : struct, IWork =>
        Unsafe.AsRef<TWork>(work).Run(start, end, worker);

    private void Serve(int worker)
    {
        var signal = wake[worker - 1];
        while (true)
        {
            // The next loop of a training step comes within microseconds: look for it before going to sleep.
            for (var i = 0; i < SpinsBeforeSleep && signal.CurrentCount == 0 && !stopping; i++) Thread.SpinWait(8);
            signal.Wait();
            if (stopping) return;
            if (!TryJoin()) continue;
            if (worker < limit) TakeChunks(worker); // a call to an earlier loop, with more workers, may have come through only now
            Interlocked.Decrement(ref state);
        }
    }

    private bool TryJoin()
    {
        while (true)
        {
            var seen = Volatile.Read(ref state);
            if ((seen & Closed) != 0) return false;
            if (Interlocked.CompareExchange(ref state, seen + 1, seen) == seen) return true;
        }
    }

    private void TakeChunks(int worker)
    {
        try
        {
            while (true)
            {
                var start = Interlocked.Add(ref next, chunk) - chunk;
                if (start >= count || start < 0) break;
                invoke(body, start, Math.Min(count, start + chunk), worker);
            }
        }
        catch (Exception e)
        {
            // Carried to the caller of the loop; the first one wins. Nobody begins another chunk.
            lock (errorLock) error ??= e;
            Interlocked.Exchange(ref next, count);
        }
    }

    private struct SplitWork<TWork> : IWork where TWork : struct, IWork
    {
        public TWork Inner;
        public int Items;
        public int Parts;

        public void Run(int start, int end, int worker)
        {
            for (var part = start; part < end; part++)
            {
                var from = (int)((long)Items * part / Parts);
                var to = (int)((long)Items * (part + 1) / Parts);
                if (from < to) Inner.Run(from, to, part);
            }
        }
    }
}
