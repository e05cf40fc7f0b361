using System.Runtime.CompilerServices;

namespace Likeness.Search.SquaredDistances;

/// <summary>
/// Register tiles of 1 query × 4 rows, bound by memory, and 4 queries × 2 rows, bound by arithmetic (a row is loaded once for four
/// queries; eight sums hide the latency of the fused multiply-add and still fit 16 registers). Every pair has one sum of its own that
/// runs along the row, whatever the tile: that is what makes results independent of the company.
/// </summary>
internal sealed unsafe class VectorSquaredDistances<TLanes, TVector>(string name) : SquaredDistanceKernel
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    const int QueriesPerTile = 4;

    public override string Name { get; } = name;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Compute(
        float* queries, int queryCount, float* rows, int rowCount, int stride, float* distances, int distanceStride)
    {
        var query = 0;
        for (; query + QueriesPerTile <= queryCount; query += QueriesPerTile)
            FourQueries(queries + (nint)query * stride, rows, rowCount, stride, distances + (nint)query * distanceStride, distanceStride);
        for (; query < queryCount; query++)
            OneQuery(queries + (nint)query * stride, rows, rowCount, stride, distances + (nint)query * distanceStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void OneQuery(float* query, float* rows, int rowCount, int stride, float* distances)
    {
        var row = 0;
        for (; row + 4 <= rowCount; row += 4)
        {
            float* r0 = rows + (nint)row * stride, r1 = r0 + stride, r2 = r1 + stride, r3 = r2 + stride;
            TVector s0 = default, s1 = default, s2 = default, s3 = default;
            for (var i = 0; i < stride; i += TLanes.Width)
            {
                var q = TLanes.Load(query + i);
                s0 = TLanes.AddSquaredDifference(q, TLanes.Load(r0 + i), s0);
                s1 = TLanes.AddSquaredDifference(q, TLanes.Load(r1 + i), s1);
                s2 = TLanes.AddSquaredDifference(q, TLanes.Load(r2 + i), s2);
                s3 = TLanes.AddSquaredDifference(q, TLanes.Load(r3 + i), s3);
            }
            distances[row] = TLanes.Sum(s0);
            distances[row + 1] = TLanes.Sum(s1);
            distances[row + 2] = TLanes.Sum(s2);
            distances[row + 3] = TLanes.Sum(s3);
        }
        for (; row < rowCount; row++) distances[row] = OnePair(query, rows + (nint)row * stride, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void FourQueries(float* queries, float* rows, int rowCount, int stride, float* distances, int distanceStride)
    {
        float* q0 = queries, q1 = q0 + stride, q2 = q1 + stride, q3 = q2 + stride;
        float* d0 = distances, d1 = d0 + distanceStride, d2 = d1 + distanceStride, d3 = d2 + distanceStride;
        var row = 0;
        for (; row + 2 <= rowCount; row += 2)
        {
            float* r0 = rows + (nint)row * stride, r1 = r0 + stride;
            TVector s00 = default, s01 = default, s10 = default, s11 = default;
            TVector s20 = default, s21 = default, s30 = default, s31 = default;
            for (var i = 0; i < stride; i += TLanes.Width)
            {
                var a = TLanes.Load(r0 + i);
                var b = TLanes.Load(r1 + i);
                var q = TLanes.Load(q0 + i);
                s00 = TLanes.AddSquaredDifference(q, a, s00);
                s01 = TLanes.AddSquaredDifference(q, b, s01);
                q = TLanes.Load(q1 + i);
                s10 = TLanes.AddSquaredDifference(q, a, s10);
                s11 = TLanes.AddSquaredDifference(q, b, s11);
                q = TLanes.Load(q2 + i);
                s20 = TLanes.AddSquaredDifference(q, a, s20);
                s21 = TLanes.AddSquaredDifference(q, b, s21);
                q = TLanes.Load(q3 + i);
                s30 = TLanes.AddSquaredDifference(q, a, s30);
                s31 = TLanes.AddSquaredDifference(q, b, s31);
            }
            d0[row] = TLanes.Sum(s00);
            d0[row + 1] = TLanes.Sum(s01);
            d1[row] = TLanes.Sum(s10);
            d1[row + 1] = TLanes.Sum(s11);
            d2[row] = TLanes.Sum(s20);
            d2[row + 1] = TLanes.Sum(s21);
            d3[row] = TLanes.Sum(s30);
            d3[row + 1] = TLanes.Sum(s31);
        }
        if (row == rowCount) return;
        float* last = rows + (nint)row * stride;
        d0[row] = OnePair(q0, last, stride);
        d1[row] = OnePair(q1, last, stride);
        d2[row] = OnePair(q2, last, stride);
        d3[row] = OnePair(q3, last, stride);
    }

    static float OnePair(float* query, float* row, int stride)
    {
        TVector sum = default;
        for (var i = 0; i < stride; i += TLanes.Width)
            sum = TLanes.AddSquaredDifference(TLanes.Load(query + i), TLanes.Load(row + i), sum);
        return TLanes.Sum(sum);
    }
}
