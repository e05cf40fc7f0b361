using System.Numerics.Tensors;
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

    /// <summary>The centres: where it starts from, and where it ends.</summary>
    public Centres Centres { get; } = new(clusters, vectors.Dimensions, vectors.Stride);

    /// <summary>How many vectors each centre has.</summary>
    public int[] Sizes { get; } = new int[clusters];

    public IReadOnlyList<ClusteringIteration> Iterations => iterations;

    public int[] Labels => assignment.Labels;

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
            var splits = settled ? 0 : EmptyClusters.Fill(assignment.Labels, assignment.Distances, Sizes);
            iterations.Add(new ClusteringIteration(inertia, assignment.Moved, splits));
            if (!settled) update.Run(assignment.Labels, Sizes, Centres);
        }

        if (!settled) Assign(); // the vectors belong to the centres that are handed out, not to those before
        return Inertia();
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
        Array.Clear(Sizes);
        foreach (var label in assignment.Labels) Sizes[label]++;
    }

    private double Inertia()
    {
        var inertia = 0.0;
        for (var row = 0; row < vectors.Count; row++)
        {
            ReadOnlySpan<float> vector = vectors.Row(row), centre = Centres[assignment.Labels[row]];
            double distance = TensorPrimitives.Distance(vector, centre);
            inertia += distance * distance;
        }

        return inertia;
    }
}
