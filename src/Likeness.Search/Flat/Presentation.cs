using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Likeness.Search.Flat;

/// <summary>From the squared distances of prepared vectors to the distances of the metric.</summary>
internal static unsafe class Presentation
{
    /// <summary>Squares below it may have lost terms that float32 cannot hold; those beyond its largest number are infinite.</summary>
    private const float LeastSquare = 1e-30f;

    /// <param name="distances">Squared distances of one query; receives those of the metric.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="query">The prepared query.</param>
    /// <param name="rows">The prepared row of the first distance; the others lie behind it.</param>
    /// <param name="stride">Numbers from one row to the next.</param>
    public static void FromSquared(Span<float> distances, Metric metric, float* query, float* rows, int stride)
    {
        if (metric == Metric.Cosine)
        {
            TensorPrimitives.Multiply(distances, 0.5f, distances); // of vectors of length 1: neither too large nor too small
            return;
        }

        var extreme = IsExtreme(distances);
        if (!extreme)
        {
            TensorPrimitives.Sqrt(distances, distances);
            return;
        }

        for (var i = 0; i < distances.Length; i++)
        {
            distances[i] = distances[i] is >= LeastSquare and <= float.MaxValue
                ? MathF.Sqrt(distances[i])
                : (float)Math.Min(float.MaxValue, Exact(query, rows + (nint)i * stride, stride));
        }
    }

    private static bool IsExtreme(ReadOnlySpan<float> squares)
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

    private static double Exact(float* query, float* row, int stride)
    {
        var sum = 0.0;
        for (var i = 0; i < stride; i++)
        {
            var difference = (double)query[i] - row[i];
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }
}
