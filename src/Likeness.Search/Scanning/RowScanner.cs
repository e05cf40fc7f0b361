using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Likeness.Search.Scanning;

/// <summary>
/// Compares a few queries with rows of a store and offers what is near enough to their collectors. Several threads use it at once.
/// </summary>
internal abstract class RowScanner<TCollector> where TCollector : struct, ICollector<TCollector>
{
    /// <summary>Queries that go through the rows together.</summary>
    public const int MostQueries = 32;

    /// <param name="store">The rows.</param>
    /// <param name="ids">Their ids; a negative one stands for a row that is not to be found.</param>
    /// <param name="firstRow">The first row to compare.</param>
    /// <param name="endRow">One past the last.</param>
    /// <param name="queries">Prepared queries, one behind the other, as many as collectors.</param>
    /// <param name="collectors">One for each query, at most <see cref="MostQueries"/>.</param>
    /// <param name="cancellationToken">Looked at now and then.</param>
    public abstract unsafe void Scan(
        RowStore store, ReadOnlySpan<long> ids, int firstRow, int endRow, float* queries, ReadOnlySpan<TCollector> collectors,
        CancellationToken cancellationToken);
}

/// <summary>The one loop over rows, for every coding, filter and collector.</summary>
internal sealed unsafe class RowScanner<TCoding, TFilter, TCollector>(Metric metric, int stride, TFilter filter) : RowScanner<TCollector>
    where TCoding : struct, IRowCoding
    where TFilter : struct, IRowFilter
    where TCollector : struct, ICollector<TCollector>
{
    /// <summary>Bytes of rows that eight queries after eight others go through: they stay in the second-level cache meanwhile.</summary>
    private const int TileBytes = 96 << 10;

    /// <summary>Keeps the distances of a tile in the first-level cache where rows are short.</summary>
    private const int MostRows = 256;

    public override void Scan(
        RowStore store, ReadOnlySpan<long> ids, int firstRow, int endRow, float* queries, ReadOnlySpan<TCollector> collectors,
        CancellationToken cancellationToken)
    {
        var tileRows = Math.Clamp(TileBytes / store.RowBytes, 1, MostRows);
        var squares = stackalloc float[MostQueries * tileRows];
        foreach (var block in store.Blocks)
        {
            var end = Math.Min(endRow, block.FirstRow + block.Capacity);
            for (var row = Math.Max(firstRow, block.FirstRow); row < end; row += tileRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var rows = Math.Min(tileRows, end - row);
                var first = block.Rows + (nint)(row - block.FirstRow) * store.RowBytes;
                SquaredDistance.Compute<TCoding>(queries, collectors.Length, first, rows, stride, squares, tileRows);
                for (var query = 0; query < collectors.Length; query++)
                    Offer(
                        new ReadOnlySpan<float>(squares + query * tileRows, rows), ids.Slice(row, rows), queries + (nint)query * stride,
                        first, collectors[query]);
            }
        }
    }

    /// <summary>
    /// Offers the rows of a tile to a query's collector. Eight at a time are passed over when none of them is near enough; only the others
    /// are asked about and have their distance made of its square.
    /// </summary>
    private void Offer(ReadOnlySpan<float> squares, ReadOnlySpan<long> ids, float* query, byte* rows, TCollector collector)
    {
        nint rowBytes = TCoding.BytesOf(stride);
        var bound = collector.Bound;
        var square = Presentation.LargestSquare(metric, bound);
        var i = 0;
        while (i < squares.Length)
        {
            var end = Math.Min(i + Vector256<float>.Count, squares.Length);
            if (i + Vector256<float>.Count <= squares.Length)
            {
                var run = Vector256.LoadUnsafe(in MemoryMarshal.GetReference(squares), (nuint)i);
                if (!Vector256.LessThanOrEqualAny(run, Vector256.Create(square)))
                {
                    i = end;
                    continue;
                }
            }

            for (; i < end; i++)
            {
                if (squares[i] > square || ids[i] < 0 || !filter.Contains(ids[i])) continue;
                collector.Offer(Presentation.One<TCoding>(squares[i], metric, query, rows + i * rowBytes, stride), ids[i]);
                if (collector.Bound == bound) continue;
                bound = collector.Bound;
                square = Presentation.LargestSquare(metric, bound);
            }
        }
    }
}

/// <summary>From the squared distances of prepared vectors to the distances of the metric.</summary>
internal static unsafe class Presentation
{
    /// <summary>Squares below it may have lost terms that float32 cannot hold; those beyond its largest number are infinite.</summary>
    private const float LeastSquare = 1e-30f;

    /// <summary>Between the largest square of two unit vectors, 4, and that of a unit vector and one without direction.</summary>
    private const float NoDirectionSquare = 1e30f;

    /// <summary>
    /// The distance of a pair, exact for any finite numbers: where the square of float32 is too large or too small, float64 is used.
    /// </summary>
    /// <param name="square">The squared distance of the pair in float32.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="query">The prepared query.</param>
    /// <param name="row">The row.</param>
    /// <param name="stride">Numbers of a prepared vector.</param>
    public static float One<TCoding>(float square, Metric metric, float* query, byte* row, int stride) where TCoding : struct, IRowCoding
    {
        if (metric == Metric.Cosine) return square < NoDirectionSquare ? 0.5f * square : 1; // lengths of 1: neither too large nor too small
        return square is >= LeastSquare and <= float.MaxValue
            ? MathF.Sqrt(square)
            : (float)Math.Min(float.MaxValue, Exact<TCoding>(query, row, stride));
    }

    /// <summary>The same for one query and many rows.</summary>
    /// <param name="distances">Squared distances; receives those of the metric.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="query">The prepared query.</param>
    /// <param name="rows">The row of the first distance; the others lie behind it.</param>
    /// <param name="stride">Numbers of a prepared vector.</param>
    public static void All<TCoding>(
        Span<float> distances, Metric metric, float* query, byte* rows, int stride) where TCoding : struct, IRowCoding
    {
        if (metric == Metric.Cosine && !distances.IsEmpty && TensorPrimitives.Max<float>(distances) < NoDirectionSquare)
        {
            TensorPrimitives.Multiply(distances, 0.5f, distances);
            return;
        }

        if (metric == Metric.Euclidean && !AreExtreme(distances))
        {
            TensorPrimitives.Sqrt(distances, distances);
            return;
        }

        nint rowBytes = TCoding.BytesOf(stride);
        for (var i = 0; i < distances.Length; i++) distances[i] = One<TCoding>(distances[i], metric, query, rows + i * rowBytes, stride);
    }

    /// <summary>
    /// A square that no pair exceeds whose distance is at most <paramref name="distance"/>. A little too large rather than too small: what
    /// lies between is told apart by its distance. Squares that float32 cannot hold are all let through, as only <see cref="One"/> knows
    /// their distance.
    /// </summary>
    public static float LargestSquare(Metric metric, float distance)
    {
        if (metric == Metric.Cosine) return distance >= 1 ? float.PositiveInfinity : MathF.BitIncrement(2 * distance);
        var square = (double)distance * distance * (1 + 1e-6); // rounding of the root and of the square: 2 · 6e-8
        return square > 1e38 ? float.PositiveInfinity : Math.Max(LeastSquare, (float)square);
    }

    /// <summary>Whether there is a square that float32 cannot be trusted with.</summary>
    private static bool AreExtreme(ReadOnlySpan<float> squares)
    {
        ref var first = ref MemoryMarshal.GetReference(squares);
        var (least, most) = (Vector256.Create(LeastSquare), Vector256.Create(float.MaxValue));
        var i = 0;
        for (; i + Vector256<float>.Count <= squares.Length; i += Vector256<float>.Count)
        {
            var run = Vector256.LoadUnsafe(in first, (nuint)i);
            if (Vector256.LessThanAny(run, least) || Vector256.GreaterThanAny(run, most)) return true;
        }

        for (; i < squares.Length; i++)
        {
            if (squares[i] is < LeastSquare or > float.MaxValue) return true;
        }

        return false;
    }

    private static double Exact<TCoding>(float* query, byte* row, int stride) where TCoding : struct, IRowCoding
    {
        var sum = 0.0;
        for (var i = 0; i < stride; i++)
        {
            var difference = (double)query[i] - TCoding.At(row, i);
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }
}
