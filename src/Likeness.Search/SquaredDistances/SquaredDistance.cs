using Likeness.Numerics.Simd;

namespace Likeness.Search.SquaredDistances;

/// <summary>
/// Σ(q−r)² between every query q and every row r of two matrices. The difference is taken before it is squared: the expansion
/// q² − 2qr + r² would let a matrix product do the work, but loses the small distances, which are the ones that are asked for.
/// <para>The result of a pair does not depend on which other pairs are computed beside it, so batches and single queries agree bit for bit.</para>
/// </summary>
internal static unsafe class SquaredDistance
{
    /// <summary>Rows are padded with zeros to a multiple of this, so that no vector width has a tail to treat.</summary>
    public const int Padding = 16;

    /// <summary>Computes them with the vectors that <see cref="SimdPath"/> chose.</summary>
    /// <param name="queries">queryCount × stride.</param>
    /// <param name="queryCount">At least 0.</param>
    /// <param name="rows">rowCount × stride.</param>
    /// <param name="rowCount">At least 0.</param>
    /// <param name="stride">Numbers from one row to the next, a multiple of <see cref="Padding"/>.</param>
    /// <param name="distances">Receives queryCount × distanceStride, the first rowCount of each written.</param>
    /// <param name="distanceStride">Numbers from one query's distances to the next one's.</param>
    public static void Compute(float* queries, int queryCount, float* rows, int rowCount, int stride, float* distances, int distanceStride)
    {
        var kernel = new SquaredDistanceKernel
        {
            Queries = queries,
            QueryCount = queryCount,
            Rows = rows,
            RowCount = rowCount,
            Stride = stride,
            Distances = distances,
            DistanceStride = distanceStride,
        };
        SimdPath.Run(ref kernel);
    }
}
