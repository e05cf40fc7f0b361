using Likeness.Numerics.Kernels;
using Likeness.Numerics.Parallelism;

namespace Likeness.Search.Clustering;

/// <summary>
/// Lloyd's iteration (Lloyd 1982): each vector to its nearest centre, each centre to the mean of its vectors, until no vector changes its centre. Its memory is
/// used by one start after the other.
/// </summary>
internal sealed class Lloyd(ClusterVectors vectors, int clusters, WorkerTeam team) : IDisposable
{
    private readonly Assignment assignment = new(vectors, team);
    private readonly CentreUpdate update = new(vectors, clusters, team);
    private readonly List<ClusteringIteration> iterations = [];
    private readonly int[] sizes = new int[clusters];
    private readonly float[] distances = new float[vectors.Count];

    /// <summary>The centres: where it starts from, and where it ends.</summary>
    public Centres Centres { get; } = new(clusters, vectors.Dimensions, vectors.Stride);

    /// <returns>The inertia that was reached, summed from differences, not from products.</returns>
    public double Run(int most, CancellationToken cancellationToken)
    {
        iterations.Clear();
        assignment.Reset();
        var settled = false;
        for (var iteration = 0; iteration < most && !settled; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Assign();
            settled = assignment.Moved == 0;
            var inertia = assignment.Inertia;
            var splits = settled ? 0 : EmptyClusters.Fill(assignment.Labels, assignment.Distances, sizes);
            iterations.Add(new ClusteringIteration(inertia, assignment.Moved, splits));
            if (!settled) update.Run(assignment.Labels, sizes, Centres);
        }

        if (!settled) Assign(); // the vectors belong to the centres that are handed out, not to those before
        return Inertia();
    }

    /// <summary>A copy of what the last run found, in the space of the vectors as they were given.</summary>
    public Clusters Found(double inertia)
    {
        var dimensions = vectors.Dimensions;
        var centres = new float[clusters * dimensions];
        for (var i = 0; i < clusters; i++)
            for (var d = 0; d < dimensions; d++) centres[i * dimensions + d] = Centres[i][d] + vectors.Mean[d];
        return new Clusters(clusters, centres, [.. assignment.Labels], [.. distances], [.. sizes], inertia, [.. iterations]);
    }

    public void Dispose()
    {
        Centres.Dispose();
        assignment.Dispose();
        update.Dispose();
    }

    private void Assign()
    {
        Centres.Prepare();
        assignment.Run(Centres);
        Array.Clear(sizes);
        foreach (var label in assignment.Labels) sizes[label]++;
    }

    private double Inertia()
    {
        var inertia = 0.0;
        for (var row = 0; row < vectors.Count; row++)
        {
            distances[row] = MathF.Sqrt(Sums.OfSquaredDifferences(vectors.Row(row), Centres[assignment.Labels[row]]));
            inertia += (double)distances[row] * distances[row];
        }

        return inertia;
    }
}
