using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Randomness;

namespace Likeness.Search.Clustering;

/// <summary>Some of the starts of a training, one after the other in the same memory, and the best of them.</summary>
internal sealed class SeededStarts(
    ClusterVectors vectors, ClusterVectors seeds, int clusters, ClusteringParameters parameters, WorkerTeam team, CancellationToken cancellationToken) : IDisposable
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

    private static bool IsBetter(double inertia, int start, double other, int otherStart) => inertia < other || (inertia == other && start < otherStart);
}
