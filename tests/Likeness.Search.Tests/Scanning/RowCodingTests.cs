using System.Runtime.InteropServices;
using Likeness.Numerics.Simd;
using Likeness.Search.Scanning;
using Likeness.Search.Selection;

namespace Likeness.Search.Tests.Scanning;

/// <summary>A coding costs one struct: here is one of two bytes a number, and the scan ranks by what it keeps.</summary>
public sealed unsafe class RowCodingTests
{
    [Theory]
    [InlineData(Metric.Euclidean)]
    [InlineData(Metric.Cosine)]
    public void Rows_of_any_coding_are_ranked_by_the_numbers_that_it_keeps(Metric metric)
    {
        const int Dimensions = 50, Count = 400, K = 12;
        var coding = new RowCoding<UpperHalves>();
        var preparation = new Preparation(Dimensions, metric);
        var store = new RowStore(coding.BytesOf(preparation.Stride));
        var random = new Random(1);
        var kept = new List<float[]>();
        for (var i = 0; i < Count; i++)
        {
            var prepared = new float[preparation.Stride];
            preparation.Prepare(RandomVector(), prepared);
            coding.Encode(prepared, store.Append());
            kept.Add(Array.ConvertAll(prepared, UpperHalves.Rounded));
        }

        Assert.Equal(preparation.Stride * 2, store.RowBytes);
        using var query = new PreparedQueries(RandomVector(), 1, preparation);
        var heap = new NearestHeap(K);
        var ids = Enumerable.Range(0, Count).Select(i => (long)i).ToArray();
        coding.Scanner<NearestCollector>(metric, preparation.Stride, IdFilter.Where(id => id % 2 == 0))
            .Scan(store, ids, 0, Count, query.Rows, [new NearestCollector(heap)], default);
        var (distances, found) = (new float[K], new long[K]);
        heap.Drain(distances, found);

        var asked = new ReadOnlySpan<float>(query.Rows, preparation.Stride).ToArray();
        var expected = ids.Where(id => id % 2 == 0).Select(
            id => (Id: id, Distance: Distance(asked, kept[(int)id]))).OrderBy(one => one.Distance).Take(K).ToArray();
        Assert.Equal(expected.Select(one => one.Id), found);
        for (var i = 0; i < K; i++) Assert.Equal(expected[i].Distance, distances[i], 1e-5 * Math.Max(1, expected[i].Distance));

        float[] RandomVector() => [.. Enumerable.Range(0, Dimensions).Select(_ => random.NextSingle() * 2 - 1)];

        double Distance(float[] a, float[] b)
        {
            var square = a.Zip(b, (x, y) => ((double)x - y) * ((double)x - y)).Sum();
            return metric == Metric.Cosine ? square / 2 : Math.Sqrt(square);
        }
    }

    /// <summary>The upper half of each float32, as bfloat16 but cut off instead of rounded.</summary>
    private readonly struct UpperHalves : IRowCoding
    {
        public static int BytesOf(int stride) => stride * sizeof(ushort);

        public static void Encode(ReadOnlySpan<float> prepared, Span<byte> row)
        {
            for (var i = 0; i < prepared.Length; i++)
                MemoryMarshal.Cast<byte, ushort>(row)[i] = (ushort)(BitConverter.SingleToUInt32Bits(prepared[i]) >> 16);
        }

        public static TVector Load<TVector, TSimd>(byte* row, int at)
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            var numbers = stackalloc float[TSimd.Width];
            for (var i = 0; i < TSimd.Width; i++) numbers[i] = At(row, at + i);
            return TSimd.Load(numbers);
        }

        public static float At(byte* row, int at) => BitConverter.UInt32BitsToSingle((uint)((ushort*)row)[at] << 16);

        public static float Rounded(float number) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(number) & 0xffff0000);
    }
}
