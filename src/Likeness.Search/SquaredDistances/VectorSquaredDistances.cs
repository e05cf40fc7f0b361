using System.Runtime.CompilerServices;

namespace Likeness.Search.SquaredDistances;

/// <summary>
/// Rows are walked strictly one after the other, by one query or by eight at once: the processor's prefetcher follows one stream
/// through memory at full speed, while tiles of several rows, which would save loads, let it fall to less than half.
/// Every pair has one sum that runs along the row: neighbouring rows overlap in the pipeline and hide the latency of the additions,
/// and the result of a pair is the same in any company.
/// </summary>
internal sealed unsafe class VectorSquaredDistances<TLanes, TVector>(string name) : SquaredDistanceKernel
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    const int QueriesPerTile = 8;

    public override string Name { get; } = name;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Compute(
        float* queries, int queryCount, float* rows, int rowCount, int stride, float* distances, int distanceStride)
    {
        var query = 0;
        for (; query + QueriesPerTile <= queryCount; query += QueriesPerTile)
            EightQueries(queries + (nint)query * stride, rows, rowCount, stride, distances + (nint)query * distanceStride, distanceStride);
        for (; query < queryCount; query++)
            OneQuery(queries + (nint)query * stride, rows, rowCount, stride, distances + (nint)query * distanceStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void OneQuery(float* query, float* rows, int rowCount, int stride, float* distances)
    {
        for (var row = 0; row < rowCount; row++) distances[row] = OnePair(query, rows + (nint)row * stride, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void EightQueries(float* queries, float* rows, int rowCount, int stride, float* distances, int distanceStride)
    {
        float* q0 = queries, q1 = q0 + stride, q2 = q1 + stride, q3 = q2 + stride;
        float* q4 = q3 + stride, q5 = q4 + stride, q6 = q5 + stride, q7 = q6 + stride;
        for (var row = 0; row < rowCount; row++)
        {
            float* r = rows + (nint)row * stride;
            TVector s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            for (var i = 0; i < stride; i += TLanes.Width)
            {
                var lanes = TLanes.Load(r + i);
                s0 = TLanes.AddSquaredDifference(TLanes.Load(q0 + i), lanes, s0);
                s1 = TLanes.AddSquaredDifference(TLanes.Load(q1 + i), lanes, s1);
                s2 = TLanes.AddSquaredDifference(TLanes.Load(q2 + i), lanes, s2);
                s3 = TLanes.AddSquaredDifference(TLanes.Load(q3 + i), lanes, s3);
                s4 = TLanes.AddSquaredDifference(TLanes.Load(q4 + i), lanes, s4);
                s5 = TLanes.AddSquaredDifference(TLanes.Load(q5 + i), lanes, s5);
                s6 = TLanes.AddSquaredDifference(TLanes.Load(q6 + i), lanes, s6);
                s7 = TLanes.AddSquaredDifference(TLanes.Load(q7 + i), lanes, s7);
            }
            float* to = distances + row;
            *to = TLanes.Sum(s0);
            *(to += distanceStride) = TLanes.Sum(s1);
            *(to += distanceStride) = TLanes.Sum(s2);
            *(to += distanceStride) = TLanes.Sum(s3);
            *(to += distanceStride) = TLanes.Sum(s4);
            *(to += distanceStride) = TLanes.Sum(s5);
            *(to += distanceStride) = TLanes.Sum(s6);
            *(to + distanceStride) = TLanes.Sum(s7);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static float OnePair(float* query, float* row, int stride)
    {
        TVector sum = default;
        for (var i = 0; i < stride; i += TLanes.Width)
            sum = TLanes.AddSquaredDifference(TLanes.Load(query + i), TLanes.Load(row + i), sum);
        return TLanes.Sum(sum);
    }
}
