using System.Runtime.InteropServices;
using Likeness.Search.Scanning;

namespace Likeness.Search.Tests.Scanning;

public sealed unsafe class SquaredDistanceTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(48)]
    [InlineData(192)]
    public void Every_number_of_queries_and_rows_agrees_with_float64(int stride)
    {
        for (var queryCount = 0; queryCount <= 17; queryCount++)
        for (var rowCount = 0; rowCount <= 9; rowCount++)
        {
            var random = new Random(stride + queryCount * 10 + rowCount);
            var queries = Numbers(random, queryCount * stride);
            var rows = Numbers(random, rowCount * stride);
            const float untouched = -7;
            var distanceStride = rowCount + 2;
            var distances = new float[queryCount * distanceStride + 1];
            Array.Fill(distances, untouched);
            Compute(queries, queryCount, rows, rowCount, stride, distances, distanceStride);
            var expected = SquaredDistanceReference.Compute(queries, rows, stride);
            for (var q = 0; q < queryCount; q++)
            for (var r = 0; r < distanceStride; r++)
            {
                var actual = distances[q * distanceStride + r];
                if (r < rowCount) Assert.Equal(expected[q, r], actual, 1e-5 * expected[q, r]);
                else Assert.Equal(untouched, actual);
            }
        }
    }

    [Fact]
    public void A_pair_has_the_same_distance_in_any_company()
    {
        const int Stride = 208;
        var random = new Random(8);
        var queries = Numbers(random, 13 * Stride);
        var rows = Numbers(random, 11 * Stride);
        var together = new float[13 * 11];
        Compute(queries, 13, rows, 11, Stride, together, 11);
        for (var q = 0; q < 13; q++)
        for (var r = 0; r < 11; r++)
        {
            var alone = new float[1];
            Compute(queries[(q * Stride)..((q + 1) * Stride)], 1, rows[(r * Stride)..((r + 1) * Stride)], 1, Stride, alone, 1);
            Assert.Equal(alone[0], together[q * 11 + r]);
        }
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 4 - 2)];

    private static void Compute(
        float[] queries, int queryCount, float[] rows, int rowCount, int stride, float[] distances, int distanceStride)
    {
        fixed (float* q = &MemoryMarshal.GetArrayDataReference(queries))
        fixed (float* r = &MemoryMarshal.GetArrayDataReference(rows))
        fixed (float* d = distances)
            SquaredDistance.Compute(q, queryCount, r, rowCount, stride, d, distanceStride);
    }
}
