using System.Numerics.Tensors;
using Likeness.Numerics.Kernels;
using Likeness.Search.SquaredDistances;

namespace Likeness.Search.Flat;

/// <summary>
/// Brings vectors into the form in which every metric is a squared Euclidean distance: padded with zeros, and for the cosine
/// scaled to length 1, because ½‖a−b‖² of two unit vectors is 1 − cos(a, b) and, unlike 1 − a·b, exact near 0.
/// </summary>
internal sealed class Preparation(int dimensions, Metric metric)
{
    /// <summary>
    /// Numbers of a prepared vector. The cosine has one dimension more, in which a vector of zeros is a unit vector: that puts it at
    /// right angles to all others, at distance 1.
    /// </summary>
    public int Stride { get; } = RoundUp(metric == Metric.Cosine ? dimensions + 1 : dimensions);

    public int Dimensions => dimensions;

    public void Prepare(ReadOnlySpan<float> vector, Span<float> prepared)
    {
        prepared[dimensions..].Clear();
        vector.CopyTo(prepared);
        if (metric == Metric.Cosine) Normalise(prepared[..dimensions], out prepared[dimensions]);
    }

    private static void Normalise(Span<float> vector, out float none)
    {
        // Scaled by the largest magnitude first: squares of very large or very small numbers would leave the range of float.
        var largest = TensorPrimitives.MaxMagnitude<float>(vector);
        none = largest == 0 ? 1 : 0;
        if (largest == 0) return;
        TensorPrimitives.Divide(vector, MathF.Abs(largest), vector);
        TensorPrimitives.Divide(vector, MathF.Sqrt(Sums.OfSquares(vector)), vector);
    }

    private static int RoundUp(int count) =>
        checked(count + SquaredDistance.Padding - 1) / SquaredDistance.Padding * SquaredDistance.Padding;
}
