using System.Numerics.Tensors;
using Likeness.Numerics.Memory;
using Likeness.Numerics.Parallelism;

namespace Likeness.Search.Clustering;

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
