using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Randomness;

namespace Likeness.Search.Clustering;

/// <summary>Some of the starts of a training, one after the other in the same memory, and the best of them.</summary>
internal sealed class SeededStarts(
    ClusterVectors vectors, ClusterVectors seeds, int clusters, ClusteringParameters parameters, WorkerTeam team,
    CancellationToken cancellationToken) : IDisposable
{
    private readonly KMeansPlusPlus seeding = new(seeds, team);
    private readonly Lloyd lloyd = new(vectors, clusters, team);
    private int bestStart;

    /// <summary>The best of the starts that were run; null before the first.</summary>
    public Clusters? Best { get; private set; }

    public void Run(int start)
    {
        var random = new Xoshiro256(parameters.Seed, (ulong)clusters, (ulong)start);
        seeding.Seed(lloyd.Centres, ref random);
        var inertia = lloyd.Run(parameters.Iterations, cancellationToken);
        if (Best is null || IsBetter(inertia, start, Best.Inertia, bestStart)) (Best, bestStart) = (lloyd.Found(inertia), start);
    }

    /// <summary>Whether the best is better than another's; of equals the earlier start, so that it does not matter who ran which.</summary>
    public bool IsBetterThan(SeededStarts other) =>
        Best is not null && (other.Best is null || IsBetter(Best.Inertia, bestStart, other.Best.Inertia, other.bestStart));

    public void Dispose()
    {
        seeding.Dispose();
        lloyd.Dispose();
    }

    private static bool IsBetter(double inertia, int start, double other, int otherStart) =>
        inertia < other || (inertia == other && start < otherStart);
}

/// <summary>
/// Starts side by side, each on one thread: where a round takes a moment only, threads that share it would wait for each other most of the
/// time.
/// </summary>
internal sealed class ConcurrentStarts : IDisposable
{
    private readonly WorkerTeam[] alone;
    private readonly SeededStarts?[] starts;
    private readonly Func<WorkerTeam, SeededStarts> make;

    /// <param name="team">The threads.</param>
    /// <param name="make">Makes the memory of one thread.</param>
    public ConcurrentStarts(WorkerTeam team, Func<WorkerTeam, SeededStarts> make)
    {
        this.make = make;
        starts = new SeededStarts?[team.Threads];
        alone = new WorkerTeam[team.Threads];
        for (var i = 0; i < alone.Length; i++) alone[i] = new WorkerTeam(1);
        Team = team;
    }

    private WorkerTeam Team { get; }

    /// <summary>Runs so many starts and returns the best.</summary>
    public Clusters Run(int count)
    {
        Team.For(count, new Work { Owner = this });
        SeededStarts? best = null;
        foreach (var worker in starts)
            if (worker is not null && (best is null || worker.IsBetterThan(best))) best = worker;
        return best!.Best!;
    }

    public void Dispose()
    {
        foreach (var worker in starts) worker?.Dispose();
        foreach (var team in alone) team.Dispose();
    }

    private struct Work : IWork
    {
        public ConcurrentStarts Owner;

        public readonly void Run(int start, int end, int worker)
        {
            // A team of one runs everything where it is called.
            var own = Owner.starts[worker] ??= Owner.make(Owner.alone[worker]);
            for (var i = start; i < end; i++) own.Run(i);
        }
    }
}
