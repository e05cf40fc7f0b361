namespace Likeness.Search.SquaredDistances;

/// <summary>
/// Σ(q−r)² between every query q and every row r of two matrices. The difference is taken before it is squared: the expansion
/// q² − 2qr + r² would let a matrix product do the work, but loses the small distances, which are the ones that are asked for.
/// <para>The result of a pair does not depend on which other pairs are computed beside it, so batches and single queries agree bit for bit.</para>
/// </summary>
internal abstract unsafe class SquaredDistanceKernel
{
    /// <summary>Rows are padded with zeros to a multiple of this, so that no variant has a tail to treat.</summary>
    public const int Padding = 16;

    static SquaredDistanceKernel? chosen;

    /// <summary>The variant in use: the widest that the machine runs well, or the one that <c>LIKENESS_SIMD</c> names.</summary>
    /// <exception cref="WrongSettingsException"><c>LIKENESS_SIMD</c> names none that runs here.</exception>
    public static SquaredDistanceKernel Chosen => chosen ??= SquaredDistanceKernels.Choose(Environment.GetEnvironmentVariable("LIKENESS_SIMD"));

    /// <summary>The value of <c>LIKENESS_SIMD</c> that chooses this variant.</summary>
    public abstract string Name { get; }

    /// <param name="queries">queryCount × stride.</param>
    /// <param name="queryCount">At least 0.</param>
    /// <param name="rows">rowCount × stride.</param>
    /// <param name="rowCount">At least 0.</param>
    /// <param name="stride">Numbers from one row to the next, a multiple of <see cref="Padding"/>.</param>
    /// <param name="distances">Receives queryCount × distanceStride, the first rowCount of each written.</param>
    /// <param name="distanceStride">Numbers from one query's distances to the next one's.</param>
    public abstract void Compute(
        float* queries, int queryCount, float* rows, int rowCount, int stride, float* distances, int distanceStride);
}
