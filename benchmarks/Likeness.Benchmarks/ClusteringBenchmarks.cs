using BenchmarkDotNet.Attributes;
using Likeness.Numerics.Randomness;
using Likeness.Search.Clustering;

namespace Likeness.Benchmarks;

/// <summary>K-means on draws from a mixture of 1,000 normal distributions of deviation 0.3 in 192 dimensions, whose centres are normally distributed.</summary>
public class ClusteringBenchmarks
{
    private const int Dimensions = 192;
    private const int Centres = 1024;

    private float[] few = [];
    private float[] many = [];

    [GlobalSetup]
    public void Setup()
    {
        var random = new Xoshiro256(1);
        var centres = new float[1000 * Dimensions];
        foreach (ref var value in centres.AsSpan()) value = Normal(ref random);
        (few, many) = (Draw(2_688, centres, ref random), Draw(100_000, centres, ref random));
    }

    /// <summary>One start of 20 rounds for every number of clusters from 2 to 20, among 2,688 vectors.</summary>
    [Benchmark]
    public double SweepFrom2To20()
    {
        using var kmeans = new KMeans(few, Dimensions);
        var parameters = new ClusteringParameters { Iterations = 20, Redo = 1, Seed = 1 };
        var inertia = 0.0;
        for (var clusters = 2; clusters <= 20; clusters++) inertia += kmeans.Train(clusters, parameters).Inertia;
        return inertia;
    }

    /// <summary>What <c>likeness cluster</c> does to choose: ten starts until they settle.</summary>
    [Benchmark]
    public int Elbow2To20()
    {
        using var kmeans = new KMeans(few, Dimensions);
        return Elbow.Find(kmeans, 20).Chosen.Count;
    }

    /// <summary>Ten rounds from given centres, 1,024 of them among 100,000 vectors.</summary>
    [Benchmark]
    public double ManyCentres()
    {
        using var kmeans = new KMeans(many, Dimensions);
        return kmeans.Train(many.AsSpan(0, Centres * Dimensions), new ClusteringParameters { Iterations = 10 }).Inertia;
    }

    private static float[] Draw(int count, float[] centres, ref Xoshiro256 random)
    {
        var vectors = new float[count * Dimensions];
        for (var i = 0; i < count; i++)
        {
            var centre = random.NextInt32(centres.Length / Dimensions) * Dimensions;
            for (var d = 0; d < Dimensions; d++) vectors[i * Dimensions + d] = centres[centre + d] + 0.3f * Normal(ref random);
        }

        return vectors;
    }

    private static float Normal(ref Xoshiro256 random) =>
        MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());
}
