using Likeness.Numerics.Randomness;
using Likeness.Ranking;
using Likeness.Search.Flat;
using Likeness.Search.Ivf;

namespace Likeness.Clustering;

/// <summary>
/// Measures what a search in the nearest clusters loses: every vector is a query against all others, once in all of them and once in the
/// nearest 1, 2 and 3 clusters, by the indexes that searches use.
/// </summary>
internal static class ProbeRecall
{
    private const int Neighbours = 10;
    private const int MostProbes = 3;
    private const int MostQueries = 4096;
    private const int QueriesPerBlock = 512;

    /// <returns>The recalls by rising number of clusters, and how many queries they were measured with.</returns>
    public static (IReadOnlyList<ClusterRecall> Recall, int Queries) Measure(
        DistinctVectors vectors, ReadOnlySpan<float> centres, ulong seed, int threads, Action<int>? progress, CancellationToken cancellationToken)
    {
        var (dimensions, metric) = (vectors.Descriptor.Dimensions, vectors.Descriptor.Metric);
        var exact = new IndexFlat(dimensions, metric, threads);
        var cells = new IndexIVFFlat(dimensions, metric, centres, threads: threads);
        var ids = new long[vectors.Count];
        for (var i = 0; i < ids.Length; i++) ids[i] = i;
        exact.Add(vectors.Values, ids);
        cells.Add(vectors.Values, ids);

        var options = new IvfSearchOptions { CancellationToken = cancellationToken };
        var probes = Math.Min(MostProbes, cells.Cells);
        var kept = new long[probes];
        var queries = Queries(vectors.Count, seed);
        var others = Math.Min(Neighbours, vectors.Count - 1);
        var block = new Block(queries.Length, dimensions, others + 1); // one more: a query finds itself
        for (var first = 0; first < queries.Length; first += QueriesPerBlock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            block.Read(vectors.Values, queries.AsSpan(first, Math.Min(QueriesPerBlock, queries.Length - first)));
            exact.Search(block.Queries, block.K, block.Distances, block.TrueIds, options);
            for (var p = 0; p < probes; p++)
            {
                cells.Search(block.Queries, block.K, block.Distances, block.Ids, options with { Probes = p + 1 });
                kept[p] += block.CountKept();
            }

            progress?.Invoke(Math.Min(first + QueriesPerBlock, queries.Length));
        }

        return ([.. kept.Select((count, p) => new ClusterRecall(p + 1, (double)count / others / queries.Length))], queries.Length);
    }

    private static int[] Queries(int count, ulong seed)
    {
        var all = new int[count];
        for (var i = 0; i < count; i++) all[i] = i;
        if (count <= MostQueries) return all;
        var random = new Xoshiro256(seed);
        random.Shuffle<int>(all);
        return all[..MostQueries];
    }

    /// <summary>Some queries with what was found for them.</summary>
    private sealed class Block(int queries, int dimensions, int k)
    {
        private readonly float[] values = new float[Math.Min(queries, QueriesPerBlock) * dimensions];
        private readonly float[] distances = new float[Math.Min(queries, QueriesPerBlock) * k];
        private readonly long[] trueIds = new long[Math.Min(queries, QueriesPerBlock) * k];
        private readonly long[] ids = new long[Math.Min(queries, QueriesPerBlock) * k];
        private int[] numbers = [];

        public int K => k;

        public Span<float> Queries => values.AsSpan(0, numbers.Length * dimensions);

        public Span<float> Distances => distances.AsSpan(0, numbers.Length * k);

        public Span<long> TrueIds => trueIds.AsSpan(0, numbers.Length * k);

        public Span<long> Ids => ids.AsSpan(0, numbers.Length * k);

        public void Read(ReadOnlySpan<float> vectors, ReadOnlySpan<int> chosen)
        {
            numbers = chosen.ToArray();
            for (var i = 0; i < numbers.Length; i++) vectors.Slice(numbers[i] * dimensions, dimensions).CopyTo(values.AsSpan(i * dimensions));
        }

        public long CountKept()
        {
            var kept = 0L;
            var truth = new HashSet<long>(k);
            for (var i = 0; i < numbers.Length; i++)
            {
                truth.Clear();
                AddOthers(TrueIds.Slice(i * k, k), numbers[i], truth);
                kept += CountIn(Ids.Slice(i * k, k), truth);
            }

            return kept;
        }

        // Among many copies a query may not find itself: then the farthest one too many is left out.
        private void AddOthers(ReadOnlySpan<long> found, int query, HashSet<long> others)
        {
            foreach (var id in found)
                if (id != query && others.Count < k - 1) others.Add(id);
        }

        private static int CountIn(ReadOnlySpan<long> found, HashSet<long> truth)
        {
            var count = 0;
            foreach (var id in found)
                if (truth.Contains(id)) count++;
            return count;
        }
    }
}
