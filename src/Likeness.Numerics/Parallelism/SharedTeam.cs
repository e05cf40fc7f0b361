namespace Likeness.Numerics.Parallelism;

/// <summary>
/// The team that all of the process share, one thread per processor, for what may be called from several threads at once. Whoever comes
/// first has all of it for the length of one loop; whoever comes meanwhile computes on its own thread alone, and so does the body of a loop
/// that begins another one. So nobody waits, nothing can deadlock, and many callers at once are one thread each. The threads are started at
/// the first loop that needs them and sleep between loops.
/// </summary>
public static class SharedTeam
{
    private static readonly Lazy<WorkerTeam> Team = new(() => new WorkerTeam());

    /// <summary>The most workers that a loop may have: one per processor.</summary>
    public static int Threads => Environment.ProcessorCount;

    /// <summary>How many workers a caller gets at most who asks for <paramref name="wanted"/>; 0 asks for as many as there are.</summary>
    public static int Workers(int wanted) => wanted == 0 ? Threads : Math.Min(wanted, Threads);

    /// <summary>
    /// Runs the items in chunks that free workers take one after another. For bodies whose items write to places of their own: the result
    /// does not depend on who ran what, or on how many there were.
    /// </summary>
    /// <param name="items">How many items; at most <see cref="Array.MaxLength"/>.</param>
    /// <param name="work">
    /// The body. An exception of one of its items ends the loop soon and reaches the caller; the first one, where there are several.
    /// </param>
    /// <param name="chunkSize">Items that a worker takes at a time.</param>
    /// <param name="workers">The most workers, the caller among them; 0 for all. Their numbers are below it.</param>
    public static void For<TWork>(int items, in TWork work, int chunkSize = 1, int workers = 0) where TWork : struct, IWork
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workers);
        if (items <= 0) return;
        chunkSize = Math.Max(1, chunkSize);
        if (Workers(workers) > 1 && items > chunkSize && Team.Value.TryFor(items, chunkSize, Workers(workers), in work)) return;
        for (var start = 0; start < items; start += Math.Min(chunkSize, items - start))
            work.Run(start, start + Math.Min(chunkSize, items - start), 0);
    }

    /// <summary>The same for a body that is called with one item at a time; for items that are work enough for a call each.</summary>
    /// <param name="items">How many items.</param>
    /// <param name="body">Receives the item and the number of the worker.</param>
    /// <param name="workers">The most workers, the caller among them; 0 for all.</param>
    public static void For(int items, Action<int, int> body, int workers = 0) => For(items, new ActionWork { Body = body }, 1, workers);

    private struct ActionWork : IWork
    {
        public Action<int, int> Body;

        public readonly void Run(int start, int end, int worker)
        {
            for (var item = start; item < end; item++) Body(item, worker);
        }
    }
}
