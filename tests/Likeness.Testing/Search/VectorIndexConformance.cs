using Likeness.Search;

namespace Likeness.Testing.Search;

/// <summary>What every exact <see cref="IVectorIndex"/> must do. A derived class says how to make one.</summary>
public abstract class VectorIndexConformance
{
    protected abstract IVectorIndex Create(int dimensions, Metric metric);

    public static TheoryData<int, int, Metric> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, Metric>();
            foreach (var metric in Enum.GetValues<Metric>())
            foreach (var (dimensions, count) in new[] { (1, 1), (3, 5), (15, 40), (16, 131), (17, 300), (192, 700), (513, 64) })
                shapes.Add(dimensions, count, metric);
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Finds_what_brute_force_in_float64_finds(int dimensions, int count, Metric metric)
    {
        var vectors = RandomVectors(dimensions, count, seed: dimensions * 31 + count);
        var index = Filled(vectors, dimensions, metric);
        var queries = RandomVectors(dimensions, 21, seed: 7);
        var k = Math.Min(10, count);
        var (distances, ids) = Search(index, queries, k);
        for (var q = 0; q < queries.Count; q++)
        {
            var expected = BruteForce.Nearest(vectors, queries[q], k, metric);
            for (var i = 0; i < k; i++)
            {
                Assert.Equal(expected[i].Distance, distances[q * k + i], 1e-5 * Math.Max(1, expected[i].Distance));
                // Where float32 cannot tell two neighbours apart the ids may be exchanged; the distance of the found one must still be
                // right.
                Assert.Equal(
                    expected[i].Distance, BruteForce.Distance(queries[q], vectors[ids[q * k + i]], metric),
                    1e-5 * Math.Max(1, expected[i].Distance));
            }
            Assert.Equal(k, ids.AsSpan(q * k, k).ToArray().Distinct().Count());
        }
    }

    [Theory]
    [InlineData(Metric.Euclidean)]
    [InlineData(Metric.Cosine)]
    public void A_stored_vector_finds_itself_at_distance_zero(Metric metric)
    {
        var vectors = RandomVectors(37, 200, seed: 3);
        var index = Filled(vectors, 37, metric);
        foreach (var (id, vector) in vectors)
        {
            var (distances, ids) = Search(index, new Dictionary<long, float[]> { [0] = vector }, 1);
            Assert.Equal(id, ids[0]);
            Assert.Equal(0f, distances[0]);
        }
    }

    [Fact]
    public void At_equal_distance_the_lower_id_comes_first()
    {
        var index = Create(4, Metric.Euclidean);
        long[] shuffled = [9, 3, 77, 0, 12, 5, 41, 8, 2, 60, 33, 1, 19];
        foreach (var id in shuffled) index.Add([1, 2, 3, 4], [id]);
        var (_, ids) = Search(index, new Dictionary<long, float[]> { [0] = [0, 0, 0, 0] }, 5);
        Assert.Equal([0, 1, 2, 3, 5], ids);
    }

    [Fact]
    public void One_query_and_a_batch_agree_bit_for_bit()
    {
        var index = Filled(RandomVectors(50, 333, seed: 5), 50, Metric.Euclidean);
        var queries = RandomVectors(50, 37, seed: 6);
        var (batchDistances, batchIds) = Search(index, queries, 7);
        for (var q = 0; q < queries.Count; q++)
        {
            var (distances, ids) = Search(index, new Dictionary<long, float[]> { [0] = queries[q] }, 7);
            Assert.Equal(batchDistances.AsSpan(q * 7, 7).ToArray(), distances);
            Assert.Equal(batchIds.AsSpan(q * 7, 7).ToArray(), ids);
        }
    }

    [Fact]
    public void Places_beyond_the_count_get_minus_one_and_infinity()
    {
        var index = Filled(RandomVectors(6, 3, seed: 1), 6, Metric.Cosine);
        var (distances, ids) = Search(index, RandomVectors(6, 2, seed: 2), 5);
        Assert.Equal([-1, -1], ids.AsSpan(3, 2).ToArray());
        Assert.Equal([float.PositiveInfinity, float.PositiveInfinity], distances.AsSpan(8, 2).ToArray());
        Assert.All(ids.AsSpan(5, 3).ToArray(), id => Assert.InRange(id, 0, 2));
    }

    [Fact]
    public void An_empty_index_finds_nothing()
    {
        var (distances, ids) = Search(Create(2, Metric.Euclidean), RandomVectors(2, 1, seed: 1), 2);
        Assert.Equal([-1, -1], ids);
        Assert.Equal([float.PositiveInfinity, float.PositiveInfinity], distances);
    }

    [Fact]
    public void A_removed_vector_is_found_no_more_and_the_others_still_are()
    {
        var vectors = RandomVectors(20, 150, seed: 8);
        var index = Filled(vectors, 20, Metric.Euclidean);
        long[] removed = [0, 149, 77, 77, 500, 30, 31];
        Assert.Equal(5, index.Remove(removed));
        foreach (var id in removed) vectors.Remove(id);
        Assert.Equal(vectors.Count, index.Count);
        foreach (var (id, vector) in vectors)
            Assert.Equal(id, Search(index, new Dictionary<long, float[]> { [0] = vector }, 1).Ids[0]);
        var (_, all) = Search(index, RandomVectors(20, 1, seed: 9), 150);
        Assert.Equal(vectors.Keys.Order(), all.Where(id => id >= 0).Order());
    }

    [Fact]
    public void A_removed_id_can_be_added_again()
    {
        var index = Filled(RandomVectors(5, 10, seed: 4), 5, Metric.Euclidean);
        index.Remove([4]);
        index.Add([9, 9, 9, 9, 9], [4]);
        var (distances, ids) = Search(index, new Dictionary<long, float[]> { [0] = [9, 9, 9, 9, 9] }, 1);
        Assert.Equal((4L, 0f), (ids[0], distances[0]));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Numbers_that_are_not_finite_are_refused_and_change_nothing(float bad)
    {
        var index = Filled(RandomVectors(3, 4, seed: 1), 3, Metric.Euclidean);
        var refused = Assert.Throws<UnusableInputException>(() => index.Add([1, 2, 3, 4, bad, 6], [50, 51]));
        Assert.Contains("id 51", refused.Message, StringComparison.Ordinal);
        Assert.Equal(4, index.Count);
        Assert.Throws<UnusableInputException>(() => Search(index, new Dictionary<long, float[]> { [0] = [1, bad, 3] }, 1));
    }

    [Fact]
    public void Ids_that_are_negative_or_taken_are_refused_and_change_nothing()
    {
        var index = Filled(RandomVectors(2, 4, seed: 1), 2, Metric.Euclidean);
        Assert.Throws<ArgumentException>(() => index.Add([1, 2], [-1]));
        Assert.Throws<ArgumentException>(() => index.Add([1, 2, 3, 4], [10, 3]));
        Assert.Throws<ArgumentException>(() => index.Add([1, 2, 3, 4], [11, 11]));
        Assert.Equal(4, index.Count);
        index.Add([1, 2, 3, 4], [10, 11]);
        Assert.Equal(6, index.Count);
    }

    [Fact]
    public void Lengths_that_do_not_fit_together_are_refused()
    {
        var index = Filled(RandomVectors(3, 4, seed: 1), 3, Metric.Euclidean);
        Assert.Throws<ArgumentException>(() => index.Add([1, 2, 3, 4], [10]));
        Assert.Throws<ArgumentException>(() => index.Search([1, 2], 1, new float[1], new long[1]));
        Assert.Throws<ArgumentException>(() => index.Search([1, 2, 3], 2, new float[1], new long[2]));
        Assert.Throws<ArgumentException>(() => index.Search([1, 2, 3], 2, new float[2], new long[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search([1, 2, 3], 0, [], []));
    }

    [Fact]
    public void A_vector_of_zeros_has_the_cosine_distance_that_the_metric_documents()
    {
        var index = Create(16, Metric.Cosine);
        var some = RandomVectors(16, 1, seed: 3)[0];
        index.Add([.. new float[16], .. some], [0, 1]);
        var (distances, ids) = Search(index, new Dictionary<long, float[]> { [0] = new float[16], [1] = some }, 2);
        Assert.Equal([0, 1, 1, 0], ids);
        Assert.Equal([0f, 1f, 0f, 1f], distances.Select(distance => MathF.Round(distance, 5)));
    }

    [Fact]
    public void Many_vectors_are_searched_as_exactly_as_few()
    {
        var vectors = RandomVectors(48, 30_000, seed: 12);
        var index = Filled(vectors, 48, Metric.Euclidean);
        foreach (var batch in new[] { 1, 80 })
        {
            var queries = RandomVectors(48, batch, seed: 13);
            var (distances, ids) = Search(index, queries, 4);
            for (var q = 0; q < batch; q += 13)
            {
                var expected = BruteForce.Nearest(vectors, queries[q], 4, Metric.Euclidean);
                Assert.Equal(expected.Select(hit => hit.Id), ids.AsSpan(q * 4, 4).ToArray());
                for (var i = 0; i < 4; i++) Assert.Equal(expected[i].Distance, distances[q * 4 + i], 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(1e-44f)]
    [InlineData(1e-25f)]
    [InlineData(1e-19f)]
    [InlineData(1e18f)]
    [InlineData(1e19f)]
    [InlineData(1e30f)]
    [InlineData(1e37f)]
    public void Numbers_of_any_size_are_ranked_by_their_distance(float unit)
    {
        foreach (var metric in Enum.GetValues<Metric>())
        {
            // The farther, the lower its id, so that a tie would turn the order round.
            var vectors = new Dictionary<long, float[]>();
            for (var i = 0; i < 20; i++) vectors[i] = [0, unit, (20 - i) * unit];
            var index = Filled(vectors, 3, metric);
            var (distances, ids) = Search(index, new Dictionary<long, float[]> { [0] = [0, unit, 0] }, 20);
            Assert.Equal(vectors.Keys.OrderDescending(), ids);
            if (metric == Metric.Cosine) continue;
            for (var i = 0; i < 20; i++) Assert.Equal((i + 1) * (double)unit, distances[i], 1e-5 * unit * (i + 1) + float.Epsilon);
        }
    }

    [Fact]
    public void Distances_beyond_float32_are_its_largest_number()
    {
        var index = Create(2, Metric.Euclidean);
        index.Add([3e38f, 3e38f, 1, 1], [5, 7]);
        var (distances, ids) = Search(index, new Dictionary<long, float[]> { [0] = [-3e38f, -3e38f] }, 3);
        // 4.2e38 and 8.5e38: both beyond it, so that the lower id comes first.
        Assert.Equal([5, 7, -1], ids);
        Assert.Equal([float.MaxValue, float.MaxValue, float.PositiveInfinity], distances);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    public void A_search_can_be_cancelled(int queries)
    {
        var index = Filled(RandomVectors(16, 5000, seed: 1), 16, Metric.Euclidean);
        var many = RandomVectors(16, queries, seed: 2).Values.SelectMany(vector => vector).ToArray();
        Assert.ThrowsAny<OperationCanceledException>(() => index.Search(many, 3, new float[queries * 3], new long[queries * 3], Cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => index.RangeSearch(many, 3, Cancelled));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Finds_all_that_brute_force_finds_within_a_distance(int dimensions, int count, Metric metric)
    {
        var vectors = RandomVectors(dimensions, count, seed: dimensions * 17 + count);
        var index = Filled(vectors, dimensions, metric);
        var queries = RandomVectors(dimensions, 40, seed: 5);
        foreach (var share in new[] { 0, count / 3, count - 1 })
        {
            // Between two distances, so that rounding does not decide.
            var ranked = BruteForce.Nearest(vectors, queries[0], count, metric);
            var radius = (float)(share == count - 1 ? ranked[^1].Distance + 1 : (ranked[share].Distance + ranked[share + 1].Distance) / 2);
            var found = index.RangeSearch(Numbers(queries), radius);
            Assert.Equal(share + 1, found[0].Length);
            for (var q = 0; q < queries.Count; q++) AssertWithin(vectors, queries[q], metric, radius, found[q]);
        }
    }

    [Fact]
    public void Within_a_distance_of_0_are_the_equal_vectors_by_their_ids()
    {
        foreach (var metric in Enum.GetValues<Metric>())
        {
            var index = Create(3, metric);
            index.Add([1, 2, 3, 3, 2, 1, 1, 2, 3, 1, 2, 3.001f], [9, 1, 4, 2]);
            Assert.Equal([new Neighbor(4, 0), new Neighbor(9, 0)], index.RangeSearch([1, 2, 3], 0)[0]);
        }
    }

    [Fact]
    public void The_distance_itself_is_within_and_the_next_smaller_one_is_not()
    {
        var index = Create(2, Metric.Euclidean);
        index.Add([3, 4, 0, 0, -4, 3, 6, 8, 5, 0], [7, 3, 2, 1, 5]);
        Assert.Equal([3, 2, 5, 7], index.RangeSearch([0, 0], 5)[0].Select(found => found.Id));
        Assert.Equal([0f, 5, 5, 5], index.RangeSearch([0, 0], 5)[0].Select(found => found.Distance));
        Assert.Equal([3], index.RangeSearch([0, 0], MathF.BitDecrement(5))[0].Select(found => found.Id));
    }

    [Theory]
    [InlineData(1e30f)]
    [InlineData(float.MaxValue)]
    [InlineData(float.PositiveInfinity)]
    public void Within_a_distance_beyond_all_are_all(float radius)
    {
        var vectors = RandomVectors(9, 500, seed: 1);
        vectors[3] = new float[9];
        foreach (var metric in Enum.GetValues<Metric>())
        {
            var found = Filled(vectors, 9, metric).RangeSearch(Numbers(RandomVectors(9, 3, seed: 2)), radius);
            Assert.All(found, each => Assert.Equal(500, each.Length));
            Assert.All(found, each => Assert.Equal(each.OrderBy(one => one.Distance).ThenBy(one => one.Id), each));
        }
    }

    [Fact]
    public void Nothing_is_within_a_distance_in_an_empty_index_and_of_no_query()
    {
        Assert.Equal([0, 0], Create(2, Metric.Cosine).RangeSearch([1, 2, 3, 4], 2).Select(found => found.Length));
        Assert.Empty(Filled(RandomVectors(2, 3, seed: 1), 2, Metric.Cosine).RangeSearch([], 2));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_distance_that_is_none_is_refused(float radius)
    {
        var index = Filled(RandomVectors(2, 3, seed: 1), 2, Metric.Euclidean);
        Assert.Throws<ArgumentOutOfRangeException>(() => index.RangeSearch([1, 2], radius));
        Assert.Throws<ArgumentException>(() => index.RangeSearch([1], 1));
        Assert.Throws<UnusableInputException>(() => index.RangeSearch([1, float.NaN], 1));
    }

    [Theory]
    [InlineData(1e-44f)]
    [InlineData(1e-25f)]
    [InlineData(1e-19f)]
    [InlineData(1e-15f)]
    [InlineData(1e18f)]
    [InlineData(1e19f)]
    [InlineData(1e30f)]
    [InlineData(1e37f)]
    public void Numbers_of_any_size_are_within_a_distance_or_not_and_filtered_too(float unit)
    {
        var vectors = new Dictionary<long, float[]>();
        for (var i = 0; i < 20; i++) vectors[i] = [0, unit, (20 - i) * unit];
        var index = Filled(vectors, 3, Metric.Euclidean);
        var even = new SearchOptions { Filter = IdFilter.Where(id => id % 2 == 0) };
        long[] within = [.. Enumerable.Range(10, 10).Select(i => (long)i).OrderDescending()];
        Assert.Equal(within, index.RangeSearch([0, unit, 0], 10.5f * unit)[0].Select(found => found.Id));
        Assert.Equal(within.Where(id => id % 2 == 0), index.RangeSearch([0, unit, 0], 10.5f * unit, even)[0].Select(found => found.Id));
        var (distances, ids) = (new float[3], new long[3]);
        index.Search([0, unit, 0], 3, distances, ids, even);
        Assert.Equal([18, 16, 14], ids);
    }

    [Fact]
    public void Distances_beyond_float32_are_within_its_largest_number()
    {
        var index = Create(2, Metric.Euclidean);
        index.Add([3e38f, 3e38f, 1, 1], [5, 7]);
        Assert.Equal(
            [new Neighbor(5, float.MaxValue), new Neighbor(7, float.MaxValue)], index.RangeSearch([-3e38f, -3e38f], float.MaxValue)[0]);
        Assert.Empty(index.RangeSearch([-3e38f, -3e38f], 3e38f)[0]);
    }

    public static TheoryData<string> Filters => ["none", "all", "one", "some", "most", "by condition", "far ids"];

    [Theory]
    [MemberData(nameof(Filters))]
    public void A_filtered_search_finds_what_brute_force_finds_among_those_that_pass(string which)
    {
        const int Dimensions = 24, Count = 2_000;
        var random = new Random(11);
        var vectors = RandomVectors(Dimensions, Count, seed: 4);
        if (which == "far ids") vectors = vectors.ToDictionary(entry => entry.Key * (1L << 40), entry => entry.Value);
        long[] some = [.. vectors.Keys.Where(_ => random.Next(10) == 0)];
        var (filter, passes) = which switch
        {
            "none" => (IdFilter.Only([]), (Func<long, bool>)(_ => false)),
            "all" => (IdFilter.Except([]), _ => true),
            "one" => (IdFilter.Only([1234]), id => id == 1234),
            "most" => (IdFilter.Except(some), id => !some.Contains(id)),
            "by condition" => (IdFilter.Where(id => id % 3 == 1), id => id % 3 == 1),
            _ => (IdFilter.Only(some), id => some.Contains(id)),
        };
        var options = new SearchOptions { Filter = filter };
        var passed = vectors.Where(entry => passes(entry.Key)).ToDictionary();
        foreach (var metric in Enum.GetValues<Metric>())
        {
            var index = Filled(vectors, Dimensions, metric);
            foreach (var queryCount in new[] { 1, 3, 70 })
            {
                var queries = RandomVectors(Dimensions, queryCount, seed: 6);
                var (distances, ids) = (new float[queryCount * 5], new long[queryCount * 5]);
                index.Search(Numbers(queries), 5, distances, ids, options);
                var radius = (float)BruteForce.Nearest(vectors, queries[0], 200, metric)[^1].Distance * 1.0001f;
                var found = index.RangeSearch(Numbers(queries), radius, options);
                for (var q = 0; q < queryCount; q++)
                {
                    var expected = BruteForce.Nearest(passed, queries[q], 5, metric);
                    Assert.Equal(
                        expected.Select(hit => hit.Id).Concat(Enumerable.Repeat(-1L, 5 - expected.Length)), ids.AsSpan(q * 5, 5).ToArray());
                    AssertWithin(passed, queries[q], metric, radius, found[q]);
                }
            }
        }
    }

    [Fact]
    public void What_a_filter_throws_reaches_the_caller_and_the_index_goes_on()
    {
        var vectors = RandomVectors(64, 40_000, seed: 1);
        var index = Filled(vectors, 64, Metric.Euclidean);
        var broken = new SearchOptions { Filter = IdFilter.Where(id => id == 39_000 ? throw new InvalidDataException("broken") : false) };
        Assert.Equal(
            "broken", Assert.Throws<InvalidDataException>(() => index.Search(vectors[5], 1, new float[1], new long[1], broken)).Message);
        Assert.Equal(5, index.RangeSearch(vectors[5], 0)[0].Single().Id);
    }

    [Fact]
    public void A_search_under_way_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var vectors = RandomVectors(64, 40_000, seed: 1);
        var index = Filled(vectors, 64, Metric.Euclidean);
        var asked = 0;
        var options = new SearchOptions
        {
            CancellationToken = cancellation.Token,
            Filter = IdFilter.Where(_ =>
            {
                if (Interlocked.Increment(ref asked) == 1) cancellation.Cancel();
                return true;
            }),
        };
        Assert.ThrowsAny<OperationCanceledException>(() => index.RangeSearch(vectors[5], float.MaxValue, options));
        Assert.InRange(asked, 1, 10_000);
    }

    [Fact]
    public void Many_threads_search_at_once_and_find_what_one_finds()
    {
        var vectors = RandomVectors(40, 20_000, seed: 3);
        var index = Filled(vectors, 40, Metric.Euclidean);
        var queries = RandomVectors(40, 64, seed: 4);
        var (distances, ids) = Search(index, queries, 8);
        var within = index.RangeSearch(Numbers(queries), distances[7]);
        var threads = new Thread[8];
        var failures = new Exception?[threads.Length];
        for (var t = 0; t < threads.Length; t++)
        {
            var number = t;
            threads[t] = new Thread(() => failures[number] = Record.Exception(() =>
            {
                for (var round = 0; round < 30; round++)
                {
                    var q = (round * threads.Length + number) % queries.Count;
                    var (own, ownIds) = Search(index, new Dictionary<long, float[]> { [0] = queries[q] }, 8);
                    Assert.Equal(distances.AsSpan(q * 8, 8).ToArray(), own);
                    Assert.Equal(ids.AsSpan(q * 8, 8).ToArray(), ownIds);
                    Assert.Equal(within[q], index.RangeSearch(queries[q], distances[7])[0]);
                    if (round % 10 == number) Assert.Equal(ids, Search(index, queries, 8).Ids);
                }
            }));
            threads[t].Start();
        }

        foreach (var thread in threads) thread.Join();
        Assert.All(failures, Assert.Null);
    }

    private static readonly SearchOptions Cancelled = new() { CancellationToken = new CancellationToken(canceled: true) };

    private static float[] Numbers(Dictionary<long, float[]> vectors) => [.. vectors.Values.SelectMany(vector => vector)];

    private static void AssertWithin(Dictionary<long, float[]> vectors, float[] query, Metric metric, float radius, Neighbor[] found)
    {
        Assert.Equal(found.OrderBy(one => one.Distance).ThenBy(one => one.Id), found);
        var ids = found.Select(one => one.Id).ToHashSet();
        Assert.Equal(found.Length, ids.Count);
        foreach (var one in found)
            Assert.Equal(BruteForce.Distance(query, vectors[one.Id], metric), one.Distance, 1e-5 * Math.Max(1, one.Distance));
        foreach (var (id, vector) in vectors)
        {
            var distance = BruteForce.Distance(query, vector, metric);
            // Where float32 cannot tell on which side of the border a vector lies, either is right.
            if (Math.Abs(distance - radius) > 1e-5 * Math.Max(1, radius)) Assert.Equal(distance <= radius, ids.Contains(id));
        }
    }

    protected static Dictionary<long, float[]> RandomVectors(int dimensions, int count, int seed)
    {
        var random = new Random(seed);
        var vectors = new Dictionary<long, float[]>();
        for (var i = 0; i < count; i++)
            vectors[i] = [.. Enumerable.Range(0, dimensions).Select(_ => (random.NextSingle() * 2 - 1) * 3)];
        return vectors;
    }

    protected static (float[] Distances, long[] Ids) Search(IVectorIndex index, Dictionary<long, float[]> queries, int k)
    {
        var distances = new float[queries.Count * k];
        var ids = new long[queries.Count * k];
        index.Search(queries.Values.SelectMany(query => query).ToArray(), k, distances, ids);
        return (distances, ids);
    }

    private IVectorIndex Filled(Dictionary<long, float[]> vectors, int dimensions, Metric metric)
    {
        var index = Create(dimensions, metric);
        index.Add(vectors.Values.SelectMany(vector => vector).ToArray(), vectors.Keys.ToArray());
        Assert.Equal(vectors.Count, index.Count);
        return index;
    }
}
