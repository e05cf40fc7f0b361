using System.Runtime.CompilerServices;
using Likeness.Numerics.Simd;

namespace Likeness.Search.Scanning;

/// <summary>
/// Σ(q−r)² between every query q and every row r of two matrices. The difference is taken before it is squared: the expansion
/// q² − 2qr + r² would let a matrix product do the work, but loses the small distances, which are the ones that are asked for.
/// <para>
/// The result of a pair does not depend on which other pairs are computed beside it, so batches and single queries agree bit for bit.
/// </para>
/// </summary>
internal static unsafe class SquaredDistance
{
    /// <summary>Computes them with the vectors that <see cref="SimdPath"/> chose.</summary>
    /// <param name="queries">queryCount × stride.</param>
    /// <param name="queryCount">At least 0.</param>
    /// <param name="rows">rowCount rows of the coding.</param>
    /// <param name="rowCount">At least 0.</param>
    /// <param name="stride">Numbers from one query to the next, a multiple of <see cref="Preparation.Padding"/>.</param>
    /// <param name="distances">Receives queryCount × distanceStride, the first rowCount of each written.</param>
    /// <param name="distanceStride">Numbers from one query's distances to the next one's.</param>
    public static void Compute<TCoding>(
        float* queries, int queryCount, byte* rows, int rowCount, int stride, float* distances, nint distanceStride)
        where TCoding : struct, IRowCoding
    {
        var loop = new SquaredDistanceLoop<TCoding>
        {
            Queries = queries,
            QueryCount = queryCount,
            Rows = rows,
            RowCount = rowCount,
            Stride = stride,
            Distances = distances,
            DistanceStride = distanceStride,
        };
        SimdPath.Run(ref loop);
    }

    /// <summary>The same for rows of float32.</summary>
    public static void Compute(
        float* queries, int queryCount, float* rows, int rowCount, int stride, float* distances, nint distanceStride) =>
        Compute<Float32Rows>(queries, queryCount, (byte*)rows, rowCount, stride, distances, distanceStride);
}

/// <summary>
/// The vector version of <see cref="SquaredDistance"/>. Rows are walked strictly one after the other, by one query or by eight at once: the
/// processor's prefetcher follows one stream through memory at full speed, while tiles of several rows, which would save loads, let it
/// fall to less than half. Every pair has one sum that runs along the row: neighbouring rows overlap in the pipeline and hide the latency
/// of the additions, and the result of a pair is the same in any company.
/// </summary>
internal unsafe struct SquaredDistanceLoop<TCoding> : ISimdLoop where TCoding : struct, IRowCoding
{
    private const int QueriesPerTile = 8;

    /// <summary>
    /// How far one query prefetches: long enough before the use for memory to answer, and across the ends of pages, where the processor's
    /// own prefetcher stops. Without it a query reads at three quarters of the speed of memory.
    /// </summary>
    private const int PrefetchBytes = 1536;

    public float* Queries;
    public int QueryCount;
    public byte* Rows;
    public int RowCount;
    public int Stride;
    public float* Distances;
    public nint DistanceStride;

    public readonly void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        var query = 0;
        for (; query + QueriesPerTile <= QueryCount; query += QueriesPerTile)
            Loops<TVector, TSimd>.EightQueries(
                Queries + (nint)query * Stride, Rows, RowCount, Stride, Distances + query * DistanceStride, DistanceStride);
        for (; query < QueryCount; query++)
            Loops<TVector, TSimd>.OneQuery(Queries + (nint)query * Stride, Rows, RowCount, Stride, Distances + query * DistanceStride);
    }

    private static class Loops<TVector, TSimd>
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void OneQuery(float* query, byte* rows, int rowCount, int stride, float* distances)
        {
            nint rowBytes = TCoding.BytesOf(stride);
            var step = rowBytes * TSimd.Width / stride;
            for (var row = 0; row < rowCount; row++) distances[row] = OnePair(query, rows + row * rowBytes, stride, step);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void EightQueries(float* queries, byte* rows, int rowCount, int stride, float* distances, nint distanceStride)
        {
            float* q0 = queries, q1 = q0 + stride, q2 = q1 + stride, q3 = q2 + stride;
            float* q4 = q3 + stride, q5 = q4 + stride, q6 = q5 + stride, q7 = q6 + stride;
            nint rowBytes = TCoding.BytesOf(stride);
            for (var row = 0; row < rowCount; row++)
            {
                var r = rows + row * rowBytes;
                TVector s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
                for (var i = 0; i < stride; i += TSimd.Width)
                {
                    var lanes = TCoding.Load<TVector, TSimd>(r, i);
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
        private static float OnePair(float* query, byte* row, int stride, nint step)
        {
            TVector sum = default;
            var prefetch = row + PrefetchBytes;
            for (var i = 0; i < stride; i += TSimd.Width, prefetch += step)
            {
                TSimd.Prefetch((float*)prefetch);
                sum = Accumulate(TSimd.Load(query + i), TCoding.Load<TVector, TSimd>(row, i), sum);
            }

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

/// <summary>The plain definition, in float64, that <see cref="SquaredDistance"/> is tested against.</summary>
internal static class SquaredDistanceReference
{
    /// <summary>Computes all pairs.</summary>
    /// <param name="queries">queryCount × stride.</param>
    /// <param name="rows">rowCount × stride.</param>
    /// <param name="stride">Numbers from one row to the next.</param>
    /// <returns>queryCount × rowCount.</returns>
    public static double[,] Compute(ReadOnlySpan<float> queries, ReadOnlySpan<float> rows, int stride)
    {
        var distances = new double[queries.Length / stride, rows.Length / stride];
        for (var query = 0; query < distances.GetLength(0); query++)
        for (var row = 0; row < distances.GetLength(1); row++)
        for (var i = 0; i < stride; i++)
        {
            var difference = (double)queries[query * stride + i] - rows[row * stride + i];
            distances[query, row] += difference * difference;
        }

        return distances;
    }
}
