using Likeness.Search.Flat;
using Likeness.Testing.Search;

namespace Likeness.Search.Tests.Flat;

public sealed class IndexFlatTests : VectorIndexConformance
{
    protected override IVectorIndex Create(int dimensions, Metric metric) => new IndexFlat(dimensions, metric, threads: 2);

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<WrongSettingsException>(() => new IndexFlat(0, Metric.Euclidean));
        Assert.Throws<WrongSettingsException>(() => new IndexFlat(1, Metric.Euclidean, threads: -1));
        Assert.Throws<WrongSettingsException>(() => new IndexFlat(1, (Metric)9));
    }

    [Fact]
    public void One_thread_and_several_find_the_same_bit_for_bit()
    {
        var vectors = RandomVectors(192, 20_000, seed: 2);
        var numbers = vectors.Values.SelectMany(vector => vector).ToArray();
        var serial = new IndexFlat(192, Metric.Cosine, threads: 1);
        var parallel = new IndexFlat(192, Metric.Cosine, threads: 3);
        serial.Add(numbers, [.. vectors.Keys]);
        parallel.Add(numbers, [.. vectors.Keys]);
        foreach (var batch in new[] { 1, 5, 200 })
        {
            var queries = RandomVectors(192, batch, seed: 4);
            var (expectedDistances, expectedIds) = Search(serial, queries, 10);
            var (distances, ids) = Search(parallel, queries, 10);
            Assert.Equal(expectedDistances, distances);
            Assert.Equal(expectedIds, ids);
        }
    }

    [Theory]
    [InlineData(Metric.Euclidean)]
    [InlineData(Metric.Cosine)]
    public void All_distances_are_those_that_a_search_finds(Metric metric)
    {
        var vectors = RandomVectors(33, 900, seed: 2);
        var index = new IndexFlat(33, metric);
        index.Add(vectors.Values.SelectMany(vector => vector).ToArray(), [.. vectors.Keys]);
        index.Remove([5, 899, 400]);
        var queries = RandomVectors(33, 6, seed: 3);
        var all = new float[6 * index.Count];
        index.Distances(queries.Values.SelectMany(query => query).ToArray(), all);
        var (distances, ids) = Search(index, queries, index.Count);
        for (var q = 0; q < 6; q++)
        for (var i = 0; i < index.Count; i++)
        {
            var row = index.Ids.IndexOf(ids[q * index.Count + i]);
            Assert.Equal(distances[q * index.Count + i], all[q * index.Count + row]);
        }
    }

    [Fact]
    public void Adding_one_by_one_and_all_at_once_give_the_same_index()
    {
        var vectors = RandomVectors(300, 1_500, seed: 2); // several blocks
        var atOnce = new IndexFlat(300, Metric.Euclidean);
        var oneByOne = new IndexFlat(300, Metric.Euclidean);
        atOnce.Add(vectors.Values.SelectMany(vector => vector).ToArray(), [.. vectors.Keys]);
        foreach (var (id, vector) in vectors) oneByOne.Add(vector, [id]);
        var queries = RandomVectors(300, 3, seed: 3);
        Assert.Equal(Search(atOnce, queries, 1_500).Ids, Search(oneByOne, queries, 1_500).Ids);
    }

    [Fact]
    public void Very_large_and_very_small_vectors_have_a_cosine()
    {
        var index = new IndexFlat(2, Metric.Cosine);
        index.Add([1e38f, 0, 0, 1e-38f], [0, 1]);
        var (distances, ids) = Search(index, new Dictionary<long, float[]> { [0] = [1, 0] }, 2);
        Assert.Equal([0, 1], ids);
        Assert.Equal([0f, 1f], distances.Select(distance => MathF.Round(distance, 5)));
    }

    [Fact]
    public void Filled_one_by_one_it_makes_room_for_twice_as_many_each_time()
    {
        var index = new IndexFlat(1, Metric.Euclidean);
        var rooms = new HashSet<int>();
        for (var i = 0; i < 50_000; i++)
        {
            index.Add([i], [i]);
            rooms.Add(index.Room);
        }

        Assert.InRange(rooms.Count, 1, 17);
    }
}
