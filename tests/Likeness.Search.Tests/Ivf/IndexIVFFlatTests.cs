using Likeness.Search.Clustering;
using Likeness.Search.Flat;
using Likeness.Search.Ivf;
using Likeness.Testing.Search;

namespace Likeness.Search.Tests.Ivf;

/// <summary>With all cells searched it is held to what every exact index must do; with fewer, to what it promises then.</summary>
public sealed class IndexIVFFlatTests : VectorIndexConformance
{
    private const int Cells = 5;

    protected override IVectorIndex Create(int dimensions, Metric metric) =>
        new IndexIVFFlat(
            dimensions, metric, RandomVectors(dimensions, Cells, seed: 99).Values.SelectMany(centre => centre).ToArray(), probes: Cells,
            threads: 2);

    [Theory]
    [InlineData(Metric.Euclidean)]
    [InlineData(Metric.Cosine)]
    public void A_search_finds_the_nearest_of_the_nearest_cells_and_no_others(Metric metric)
    {
        var (vectors, found) = Clustered(metric);
        var index = new IndexIVFFlat(Dimensions, metric, found.Centres);
        index.Add(Flat(vectors), [.. vectors.Keys]);
        var queries = RandomVectors(Dimensions, 300, seed: 8); // more than one group, so that threads share them
        for (var probes = 1; probes <= found.Count; probes++)
        {
            var (distances, ids) = (new float[300 * 10], new long[300 * 10]);
            index.Search(Flat(queries), 10, distances, ids, new IvfSearchOptions { Probes = probes });
            for (var q = 0; q < 300; q += 23)
            {
                var cells = NearestCells(Prepared(queries[q], metric), found, probes);
                var within = vectors.Where(
                    entry => cells.Contains(NearestCells(Prepared(entry.Value, metric), found, 1)[0])).ToDictionary();
                var expected = BruteForce.Nearest(within, queries[q], 10, metric);
                Assert.Equal(expected.Select(hit => hit.Id), ids.AsSpan(q * 10, 10).ToArray().Take(expected.Length));
                for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i].Distance, distances[q * 10 + i], 1e-4);
            }
        }
    }

    [Fact]
    public void More_probes_find_more_of_the_true_neighbours_and_all_cells_find_all_bit_for_bit()
    {
        var (vectors, found) = Clustered(Metric.Euclidean);
        var exact = new IndexFlat(Dimensions, Metric.Euclidean);
        var index = new IndexIVFFlat(Dimensions, Metric.Euclidean, found.Centres, probes: found.Count);
        exact.Add(Flat(vectors), [.. vectors.Keys]);
        index.Add(Flat(vectors), [.. vectors.Keys]);
        var queries = RandomVectors(Dimensions, 100, seed: 9);
        var (trueDistances, trueIds) = Search(exact, queries, 10);
        var recalls = new List<double>();
        for (var probes = 1; probes <= found.Count; probes++)
        {
            var (distances, ids) = (new float[1000], new long[1000]);
            index.Search(Flat(queries), 10, distances, ids, new IvfSearchOptions { Probes = probes });
            recalls.Add(
                Enumerable.Range(0, 100).Average(q => ids.Skip(q * 10).Take(10).Intersect(trueIds.Skip(q * 10).Take(10)).Count() / 10.0));
        }

        Assert.Equal(recalls.Order(), recalls);
        Assert.InRange(recalls[0], 0.3, 0.95);
        var (allDistances, allIds) = Search(index, queries, 10);
        Assert.Equal(trueDistances, allDistances);
        Assert.Equal(trueIds, allIds);
    }

    [Fact]
    public void Cells_have_the_sizes_that_the_clusters_have()
    {
        var (vectors, found) = Clustered(Metric.Euclidean);
        var index = new IndexIVFFlat(Dimensions, Metric.Euclidean, found.Centres);
        index.Add(Flat(vectors), [.. vectors.Keys]);
        Assert.Equal(found.Sizes, index.CellSizes);
        Assert.Equal((found.Count, 1), (index.Cells, index.Probes));
    }

    [Fact]
    public void A_cell_with_fewer_than_asked_for_leaves_places_over()
    {
        var index = new IndexIVFFlat(1, Metric.Euclidean, [0, 100]);
        index.Add([1, 2, 99], [0, 1, 2]);
        var (distances, ids) = Search(index, new Dictionary<long, float[]> { [0] = [98] }, 3);
        Assert.Equal([2, -1, -1], ids);
        Assert.Equal([1, float.PositiveInfinity, float.PositiveInfinity], distances);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<WrongSettingsException>(() => new IndexIVFFlat(0, Metric.Euclidean, [1]));
        Assert.Throws<WrongSettingsException>(() => new IndexIVFFlat(1, Metric.Euclidean, [1], threads: -1));
        Assert.Throws<WrongSettingsException>(() => new IndexIVFFlat(1, (Metric)9, [1]));
        Assert.Throws<WrongSettingsException>(() => new IndexIVFFlat(1, Metric.Euclidean, [1], probes: 2));
        Assert.Throws<ArgumentException>(() => new IndexIVFFlat(2, Metric.Euclidean, [1]));
        Assert.Throws<ArgumentException>(() => new IndexIVFFlat(2, Metric.Euclidean, []));
        Assert.Throws<UnusableInputException>(() => new IndexIVFFlat(1, Metric.Euclidean, [float.NaN]));
        var index = new IndexIVFFlat(1, Metric.Euclidean, [1, 2]);
        foreach (var probes in (int[])[0, -1, 3])
            Assert.Contains(
                "1 to 2",
                Assert.Throws<WrongSettingsException>(
                    () => index.Search([1], 1, new float[1], new long[1], new IvfSearchOptions { Probes = probes })).Message,
                StringComparison.Ordinal);
    }

    private const int Dimensions = 9;

    private static (Dictionary<long, float[]> Vectors, Clusters Found) Clustered(Metric metric)
    {
        var vectors = RandomVectors(Dimensions, 800, seed: 7);
        using var kmeans = new KMeans(Flat(vectors), Dimensions, metric);
        return (vectors, kmeans.Train(7));
    }

    private static float[] Flat(Dictionary<long, float[]> vectors) => [.. vectors.Values.SelectMany(vector => vector)];

    private static double[] Prepared(float[] vector, Metric metric)
    {
        var length = metric == Metric.Cosine ? Math.Sqrt(vector.Sum(value => (double)value * value)) : 1;
        return Array.ConvertAll(vector, value => value / length);
    }

    private static int[] NearestCells(double[] vector, Clusters found, int probes) =>
        [.. Enumerable.Range(0, found.Count).OrderBy(cell => Enumerable.Range(0, Dimensions).Sum(d => Math.Pow(vector[d] - found.Centres[cell * Dimensions + d], 2))).Take(probes)];

    [Fact]
    public void Asking_for_many_neighbours_takes_memory_for_those_that_there_are()
    {
        const int cells = 100, each = 500, k = 20_000, queries = 64;
        var index = new IndexIVFFlat(1, Metric.Euclidean, [.. Enumerable.Range(0, cells).Select(cell => (float)cell)]);
        index.Add(
            [.. Enumerable.Range(0, cells * each).Select(i => i % cells + i * 1e-6f)],
            [.. Enumerable.Range(0, cells * each).Select(i => (long)i)]);
        float[] asked = [.. Enumerable.Range(0, queries).Select(i => (float)i)];
        var (distances, ids) = (new float[queries * k], new long[queries * k]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        index.Search(asked, k, distances, ids);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Equal(queries * each, ids.Count(id => id >= 0));
    }
}
