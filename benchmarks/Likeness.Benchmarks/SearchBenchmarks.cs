using BenchmarkDotNet.Attributes;
using Likeness.Search;
using Likeness.Search.Flat;

namespace Likeness.Benchmarks;

/// <summary>
/// Exact search among vectors of 192 numbers: ten nearest, and all within a distance. 100,000 of them are 77 MB, so that one query is bound by
/// memory.
/// </summary>
public class SearchBenchmarks
{
    private const int Dimensions = 192;
    private const int Nearest = 10;

    private IndexFlat index = null!;
    private float[] queries = [];
    private float[] distances = [];
    private long[] ids = [];

    [Params(2_688, 100_000)]
    public int Vectors { get; set; }

    [Params(1, 32, 512)]
    public int Queries { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        var vector = new float[Dimensions];
        index = new IndexFlat(Dimensions, Metric.Euclidean);
        for (var id = 0L; id < Vectors; id++)
        {
            foreach (ref var value in vector.AsSpan()) value = random.NextSingle();
            index.Add(vector, [id]);
        }

        queries = new float[Queries * Dimensions];
        foreach (ref var value in queries.AsSpan()) value = random.NextSingle();
        distances = new float[Queries * Nearest];
        ids = new long[Queries * Nearest];
    }

    [Benchmark]
    public void Search() => index.Search(queries, Nearest, distances, ids);

    [Benchmark]
    public Neighbor[][] RangeSearch() => index.RangeSearch(queries, radius: 5);
}
