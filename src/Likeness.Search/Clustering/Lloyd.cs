using System.Numerics.Tensors;
using Likeness.Numerics.Memory;
using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;

namespace Likeness.Search.Clustering;

/// <summary>
/// Lloyd's iteration (Lloyd 1982): each vector to its nearest centre, each centre to the mean of its vectors, until no vector changes its
/// centre. Its memory is used by one start after the other.
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

/// <summary>
/// Moves each centre to the mean of its vectors. Vectors are ordered by cluster and cut into segments, whose sums are added up in
/// their order: who computes which segment does not show in the result, and large clusters are shared among threads.
/// </summary>
internal sealed unsafe class CentreUpdate(ClusterVectors vectors, int clusters, WorkerTeam team) : IDisposable
{
    /// <summary>Vectors that are added up in float32; the sums of segments are added up in float64.</summary>
    private const int SegmentLength = 256;

    private readonly AlignedBuffer partial = new(((long)vectors.Count / SegmentLength + clusters) * vectors.Stride);
    private readonly int[] ordered = new int[vectors.Count];
    private readonly int[] starts = new int[clusters + 1];
    private readonly List<(int First, int End)> segments = [];

    /// <param name="labels">The cluster of each vector.</param>
    /// <param name="sizes">How many vectors each cluster has; a centre without vectors stays where it is.</param>
    /// <param name="centres">Receives the means.</param>
    public void Run(ReadOnlySpan<int> labels, ReadOnlySpan<int> sizes, Centres centres)
    {
        Order(labels, sizes);
        segments.Clear();
        for (var cluster = 0; cluster < clusters; cluster++)
            for (var first = starts[cluster]; first < starts[cluster + 1]; first += SegmentLength)
                segments.Add((first, Math.Min(first + SegmentLength, starts[cluster + 1])));
        team.For(segments.Count, new SegmentWork { Update = this });

        var sums = new double[vectors.Dimensions];
        var segment = 0;
        for (var cluster = 0; cluster < clusters; cluster++)
        {
            if (sizes[cluster] == 0) continue;
            Array.Clear(sums);
            for (; segment < segments.Count && segments[segment].First < starts[cluster + 1]; segment++)
            {
                var sum = Partial(segment);
                for (var d = 0; d < sums.Length; d++) sums[d] += sum[d];
            }

            var centre = centres[cluster];
            for (var d = 0; d < sums.Length; d++) centre[d] = (float)(sums[d] / sizes[cluster]);
        }
    }

    public void Dispose() => partial.Dispose();

    private void Order(ReadOnlySpan<int> labels, ReadOnlySpan<int> sizes)
    {
        for (var cluster = 0; cluster < clusters; cluster++) starts[cluster + 1] = starts[cluster] + sizes[cluster];
        for (var row = 0; row < labels.Length; row++) ordered[starts[labels[row]]++] = row;
        for (var cluster = clusters; cluster > 0; cluster--) starts[cluster] = starts[cluster - 1];
        starts[0] = 0;
    }

    private Span<float> Partial(int segment) => new(partial.Pointer + (nint)segment * vectors.Stride, vectors.Stride);

    private void Sum(int segment)
    {
        var (first, end) = segments[segment];
        var sum = Partial(segment);
        vectors.Row(ordered[first]).CopyTo(sum);
        for (var i = first + 1; i < end; i++) TensorPrimitives.Add(sum, vectors.Row(ordered[i]), sum);
    }

    private struct SegmentWork : IWork
    {
        public CentreUpdate Update;

        public readonly void Run(int start, int end, int worker)
        {
            for (var segment = start; segment < end; segment++) Update.Sum(segment);
        }
    }
}

/// <summary>
/// Gives each cluster that nothing was nearest to the vector that is farthest from its centre, which lowers the inertia most. Clusters
/// of one vector give none away.
/// </summary>
internal static class EmptyClusters
{
    /// <param name="labels">The cluster of each vector; changed.</param>
    /// <param name="distances">The squared distance of each vector to its centre; 0 for those given away.</param>
    /// <param name="sizes">How many vectors each cluster has; changed.</param>
    /// <returns>How many clusters were filled.</returns>
    public static int Fill(Span<int> labels, Span<float> distances, Span<int> sizes)
    {
        var filled = 0;
        for (var cluster = 0; cluster < sizes.Length; cluster++)
        {
            if (sizes[cluster] > 0) continue;
            var farthest = Farthest(labels, distances, sizes);
            if (farthest < 0) return filled; // every vector lies on its centre: there are fewer different vectors than centres
            sizes[labels[farthest]]--;
            labels[farthest] = cluster;
            sizes[cluster] = 1;
            distances[farthest] = 0;
            filled++;
        }

        return filled;
    }

    private static int Farthest(ReadOnlySpan<int> labels, ReadOnlySpan<float> distances, ReadOnlySpan<int> sizes)
    {
        var (farthest, most) = (-1, 0f);
        for (var row = 0; row < labels.Length; row++)
            if (distances[row] > most && sizes[labels[row]] > 1) (farthest, most) = (row, distances[row]);
        return farthest;
    }
}
