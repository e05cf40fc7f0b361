using System.Runtime.CompilerServices;
using Likeness.Numerics.Simd;

namespace Likeness.Search.SquaredDistances;

/// <summary>
/// The vector version of <see cref="SquaredDistance"/>. Rows are walked strictly one after the other, by one query or by eight at once: the
/// processor's prefetcher follows one stream through memory at full speed, while tiles of several rows, which would save loads, let it
/// fall to less than half. Every pair has one sum that runs along the row: neighbouring rows overlap in the pipeline and hide the latency
/// of the additions, and the result of a pair is the same in any company.
/// </summary>
internal unsafe struct SquaredDistanceKernel : ISimdKernel
{
    private const int QueriesPerTile = 8;

    public float* Queries;
    public int QueryCount;
    public float* Rows;
    public int RowCount;
    public int Stride;
    public float* Distances;
    public int DistanceStride;

    public readonly void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        var query = 0;
        for (; query + QueriesPerTile <= QueryCount; query += QueriesPerTile)
            Loops<TVector, TSimd>.EightQueries(Queries + (nint)query * Stride, Rows, RowCount, Stride, Distances + (nint)query * DistanceStride, DistanceStride);
        for (; query < QueryCount; query++)
            Loops<TVector, TSimd>.OneQuery(Queries + (nint)query * Stride, Rows, RowCount, Stride, Distances + (nint)query * DistanceStride);
    }

    private static class Loops<TVector, TSimd>
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void OneQuery(float* query, float* rows, int rowCount, int stride, float* distances)
        {
            for (var row = 0; row < rowCount; row++) distances[row] = OnePair(query, rows + (nint)row * stride, stride);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void EightQueries(float* queries, float* rows, int rowCount, int stride, float* distances, int distanceStride)
        {
            float* q0 = queries, q1 = q0 + stride, q2 = q1 + stride, q3 = q2 + stride;
            float* q4 = q3 + stride, q5 = q4 + stride, q6 = q5 + stride, q7 = q6 + stride;
            for (var row = 0; row < rowCount; row++)
            {
                var r = rows + (nint)row * stride;
                TVector s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
                for (var i = 0; i < stride; i += TSimd.Width)
                {
                    var lanes = TSimd.Load(r + i);
                    s0 = Accumulate(TSimd.Load(q0 + i), lanes, s0);
                    s1 = Accumulate(TSimd.Load(q1 + i), lanes, s1);
                    s2 = Accumulate(TSimd.Load(q2 + i), lanes, s2);
                    s3 = Accumulate(TSimd.Load(q3 + i), lanes, s3);
                    s4 = Accumulate(TSimd.Load(q4 + i), lanes, s4);
                    s5 = Accumulate(TSimd.Load(q5 + i), lanes, s5);
                    s6 = Accumulate(TSimd.Load(q6 + i), lanes, s6);
                    s7 = Accumulate(TSimd.Load(q7 + i), lanes, s7);
                }
                var to = distances + row;
                *to = TSimd.Sum(s0);
                *(to += distanceStride) = TSimd.Sum(s1);
                *(to += distanceStride) = TSimd.Sum(s2);
                *(to += distanceStride) = TSimd.Sum(s3);
                *(to += distanceStride) = TSimd.Sum(s4);
                *(to += distanceStride) = TSimd.Sum(s5);
                *(to += distanceStride) = TSimd.Sum(s6);
                *(to + distanceStride) = TSimd.Sum(s7);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static float OnePair(float* query, float* row, int stride)
        {
            TVector sum = default;
            for (var i = 0; i < stride; i += TSimd.Width)
                sum = Accumulate(TSimd.Load(query + i), TSimd.Load(row + i), sum);
            return TSimd.Sum(sum);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector Accumulate(TVector a, TVector b, TVector sum)
        {
            var difference = TSimd.Subtract(a, b);
            return TSimd.MultiplyAdd(difference, difference, sum);
        }
    }
}
