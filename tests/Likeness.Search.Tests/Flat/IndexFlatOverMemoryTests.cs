using Likeness.Numerics.Memory;
using Likeness.Search.Flat;
using Likeness.Search.Scanning;
using Likeness.Testing.Search;

namespace Likeness.Search.Tests.Flat;

/// <summary>An exact index over vectors that lie elsewhere does all that one with memory of its own does.</summary>
public sealed unsafe class IndexFlatOverMemoryTests : VectorIndexConformance
{
    protected override IVectorIndex Create(int dimensions, Metric metric) => new Outside(dimensions, metric);

    [Fact]
    public void Vectors_are_read_where_they_lie_and_never_written_to()
    {
        var vectors = RandomVectors(20, 100, seed: 1);
        using var memory = Prepared(vectors, 20, Metric.Cosine);
        var before = new Span<float>(memory.Pointer, (int)memory.Length).ToArray();
        using var index = IndexFlat.Over(20, Metric.Cosine, memory.Pointer, vectors.Keys.ToArray());
        Assert.Equal((100, 4), (index.Count, index.Remove([0, 50, 99, 98, 1000])));
        index.Add(vectors[50], [50]);
        index.Add(vectors[0], [200]);
        Assert.Equal(1, index.Remove([50]));
        Assert.Equal(97, index.Count);
        Assert.Equal(vectors.Keys.Except([0L, 50, 98, 99]).Append(200), index.Ids.ToArray());
        Assert.Equal(before, new Span<float>(memory.Pointer, (int)memory.Length).ToArray());
        // What the memory says now is what is found.
        new Preparation(20, Metric.Cosine).Prepare(vectors[50], new Span<float>(memory.Pointer + 7 * 32, 32));
        Assert.Equal(7, index.RangeSearch(vectors[50], 0)[0].Single().Id);
    }

    [Fact]
    public void All_distances_are_those_of_the_vectors_that_are_left()
    {
        var vectors = RandomVectors(20, 60, seed: 1);
        using var memory = Prepared(vectors, 20, Metric.Euclidean);
        using var index = IndexFlat.Over(20, Metric.Euclidean, memory.Pointer, vectors.Keys.ToArray());
        index.Add(RandomVectors(20, 1, seed: 2)[0], [77]);
        index.Remove([3, 59, 0]);
        var queries = RandomVectors(20, 3, seed: 3);
        var all = new float[3 * index.Count];
        index.Distances(queries.Values.SelectMany(query => query).ToArray(), all);
        var (distances, ids) = Search(index, queries, index.Count);
        for (var q = 0; q < 3; q++)
        for (var i = 0; i < index.Count; i++)
            Assert.Equal(distances[q * index.Count + i], all[q * index.Count + index.Ids.IndexOf(ids[q * index.Count + i])]);
    }

    [Fact]
    public void Ids_that_are_negative_or_given_twice_and_crooked_memory_are_refused_and_leave_the_owner_alone()
    {
        using var memory = new AlignedBuffer(64);
        var owner = new Owner();
        Assert.Throws<ArgumentException>(() => IndexFlat.Over(3, Metric.Euclidean, memory.Pointer, [1, 2, 1], owner));
        Assert.Throws<ArgumentException>(() => IndexFlat.Over(3, Metric.Euclidean, memory.Pointer, [-1, 2], owner));
        Assert.Throws<ArgumentException>(() => IndexFlat.Over(3, Metric.Euclidean, memory.Pointer + 1, [1], owner));
        Assert.Throws<ArgumentException>(() => IndexFlat.Over(3, Metric.Euclidean, null, [1], owner));
        Assert.Throws<WrongSettingsException>(() => IndexFlat.Over(0, Metric.Euclidean, memory.Pointer, [1], owner));
        Assert.Equal(0, owner.Disposals);
        using var empty = IndexFlat.Over(3, Metric.Euclidean, null, []);
        Assert.Empty(empty.RangeSearch([1, 2, 3], 9)[0]);
    }

    [Fact]
    public void Memory_is_given_back_once_and_only_when_the_last_search_has_ended()
    {
        var vectors = RandomVectors(16, 4, seed: 1);
        using var memory = Prepared(vectors, 16, Metric.Euclidean);
        var owner = new Owner();
        var index = IndexFlat.Over(16, Metric.Euclidean, memory.Pointer, vectors.Keys.ToArray(), owner);
        using var reached = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var waiting = new SearchOptions
        {
            Filter = IdFilter.Where(_ =>
            {
                reached.Set();
                go.Wait();
                return true;
            }),
        };
        Neighbor[][]? found = null;
        var search = new Thread(() => found = index.RangeSearch(vectors[2], float.MaxValue, waiting));
        search.Start();
        reached.Wait();
        index.Dispose();
        Assert.Equal(0, owner.Disposals);
        Assert.Throws<ObjectDisposedException>(() => index.RangeSearch(vectors[2], 1));
        go.Set();
        search.Join();
        Assert.Equal(4, found![0].Length);
        Assert.Equal(1, owner.Disposals);
        index.Dispose();
        Assert.Equal(1, owner.Disposals);
        Assert.Throws<ObjectDisposedException>(() => index.Search(vectors[2], 1, new float[1], new long[1]));
        Assert.Throws<ObjectDisposedException>(() => index.Distances(vectors[2], new float[4]));
        Assert.Throws<ObjectDisposedException>(() => index.Add(vectors[2], [9]));
    }

    private static AlignedBuffer Prepared(Dictionary<long, float[]> vectors, int dimensions, Metric metric) =>
        Prepared(vectors.Values.SelectMany(vector => vector).ToArray(), dimensions, metric);

    private static AlignedBuffer Prepared(ReadOnlySpan<float> vectors, int dimensions, Metric metric)
    {
        var preparation = new Preparation(dimensions, metric);
        var count = vectors.Length / dimensions;
        var memory = new AlignedBuffer((long)count * preparation.Stride);
        for (var i = 0; i < count; i++)
            preparation.Prepare(
                vectors.Slice(i * dimensions, dimensions), new Span<float>(memory.Pointer + i * preparation.Stride, preparation.Stride));
        return memory;
    }

    private sealed class Owner : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }

    /// <summary>The first vectors that are added lie outside, all others inside.</summary>
    private sealed class Outside(int dimensions, Metric metric) : IVectorIndex
    {
        private IndexFlat index = new(dimensions, metric);

        public Metric Metric => index.Metric;

        public int Dimensions => index.Dimensions;

        public int Count => index.Count;

        public void Add(ReadOnlySpan<float> vectors, ReadOnlySpan<long> ids)
        {
            if (index.Count > 0)
            {
                index.Add(vectors, ids);
                return;
            }

            new IndexFlat(dimensions, metric).Add(vectors, ids); // refuses what has to be refused
            var memory = Prepared(vectors, dimensions, metric);
            index = IndexFlat.Over(dimensions, metric, memory.Pointer, ids, memory, threads: 2);
        }

        public int Remove(ReadOnlySpan<long> ids) => index.Remove(ids);

        public void Search(ReadOnlySpan<float> queries, int k, Span<float> distances, Span<long> ids, SearchOptions? options = null) =>
            index.Search(queries, k, distances, ids, options);

        public Neighbor[][] RangeSearch(ReadOnlySpan<float> queries, float radius, SearchOptions? options = null) =>
            index.RangeSearch(queries, radius, options);
    }
}
