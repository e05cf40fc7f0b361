using System.Runtime.InteropServices;
using Likeness.Search.SquaredDistances;

namespace Likeness.Search.Tests.SquaredDistances;

public sealed unsafe class SquaredDistanceKernelTests
{
    public static TheoryData<string> Variants => [.. SquaredDistanceKernels.Available.Select(kernel => kernel.Name)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_variant_agrees_with_float64_at_every_tile_shape(string name)
    {
        var kernel = SquaredDistanceKernels.Choose(name);
        foreach (var stride in new[] { 16, 48, 192 })
        for (var queryCount = 0; queryCount <= 9; queryCount++)
        for (var rowCount = 0; rowCount <= 9; rowCount++)
        {
            var random = new Random(stride + queryCount * 10 + rowCount);
            var queries = Numbers(random, queryCount * stride);
            var rows = Numbers(random, rowCount * stride);
            const float untouched = -7;
            var distanceStride = rowCount + 2;
            var distances = new float[queryCount * distanceStride + 1];
            Array.Fill(distances, untouched);
            Compute(kernel, queries, queryCount, rows, rowCount, stride, distances, distanceStride);
            for (var q = 0; q < queryCount; q++)
            for (var r = 0; r < distanceStride; r++)
            {
                if (r >= rowCount)
                {
                    Assert.Equal(untouched, distances[q * distanceStride + r]);
                    continue;
                }
                var expected = 0.0;
                for (var i = 0; i < stride; i++) expected += Math.Pow((double)queries[q * stride + i] - rows[r * stride + i], 2);
                Assert.Equal(expected, distances[q * distanceStride + r], 1e-5 * expected);
            }
        }
    }

    [Fact]
    public void The_scalar_reference_can_always_be_chosen() => Assert.IsType<ScalarSquaredDistances>(SquaredDistanceKernels.Choose("scalar"));

    [Fact]
    public void An_unknown_variant_is_refused_with_the_names_of_those_there_are()
    {
        var refused = Assert.Throws<WrongSettingsException>(() => SquaredDistanceKernels.Choose("1024"));
        Assert.Contains("scalar", refused.Message, StringComparison.Ordinal);
    }

    static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 4 - 2)];

    static void Compute(SquaredDistanceKernel kernel, float[] queries, int queryCount, float[] rows, int rowCount, int stride, float[] distances, int distanceStride)
    {
        fixed (float* q = &MemoryMarshal.GetArrayDataReference(queries))
        fixed (float* r = &MemoryMarshal.GetArrayDataReference(rows))
        fixed (float* d = distances)
            kernel.Compute(q, queryCount, r, rowCount, stride, d, distanceStride);
    }
}
