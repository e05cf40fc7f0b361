using System.Numerics.Tensors;
using Likeness.Numerics.Memory;
using Likeness.Numerics.Operations;

namespace Likeness.Search.Scanning;

/// <summary>
/// Brings vectors into the form in which every metric is a squared Euclidean distance and which an index keeps: filled up with zeros to a
/// whole number of cache lines, and for the cosine scaled to length 1, because ½‖a−b‖² of two unit vectors is 1 − cos(a, b) and, unlike 1 −
/// a·b, exact near 0.
/// </summary>
public sealed class Preparation
{
    /// <summary>
    /// Prepared vectors are a multiple of this many numbers long, so that no vector width has a tail to treat; 16, a cache line of float32.
    /// </summary>
    public const int Padding = 16;

    /// <summary>
    /// What stands first in a prepared vector of zeros where the metric is the cosine. It lies farther from every unit vector than two unit
    /// vectors can from each other, its square fits float32, and it is at 0 from itself.
    /// </summary>
    private const float NoDirection = 1e19f;

    private readonly Metric metric;

    /// <summary>The preparation for vectors of some length.</summary>
    /// <param name="dimensions">Numbers per vector, at least 1.</param>
    /// <param name="metric">How they are compared.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimensions"/> is less than 1.</exception>
    public Preparation(int dimensions, Metric metric)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        (Dimensions, this.metric) = (dimensions, metric);
        Stride = checked(dimensions + Padding - 1) / Padding * Padding;
    }

    /// <summary>Numbers of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>Numbers of a prepared vector: <see cref="Dimensions"/> rounded up to a multiple of <see cref="Padding"/>.</summary>
    public int Stride { get; }

    /// <summary>Prepares a vector.</summary>
    /// <param name="vector"><see cref="Dimensions"/> finite numbers.</param>
    /// <param name="prepared">Receives <see cref="Stride"/> numbers.</param>
    /// <exception cref="ArgumentException">One has another length.</exception>
    public void Prepare(ReadOnlySpan<float> vector, Span<float> prepared)
    {
        Scale(vector, prepared);
        if (metric == Metric.Cosine && prepared.IndexOfAnyExcept(0f) < 0) prepared[0] = NoDirection;
    }

    /// <summary>The same without a mark for vectors of zeros: they stay what they are, as means are made of them.</summary>
    internal void Scale(ReadOnlySpan<float> vector, Span<float> prepared)
    {
        if (vector.Length != Dimensions)
            throw new ArgumentException($"A vector of {vector.Length} numbers was given where one has {Dimensions}.", nameof(vector));
        if (prepared.Length != Stride)
            throw new ArgumentException($"A prepared vector has {Stride} numbers, not {prepared.Length}.", nameof(prepared));
        vector.CopyTo(prepared);
        prepared[Dimensions..].Clear();
        if (metric == Metric.Cosine) ScaleToUnit(prepared[..Dimensions]);
    }

    /// <summary>Whether a prepared vector is one of zeros that was marked.</summary>
    internal bool HasNoDirection(ReadOnlySpan<float> prepared) => metric == Metric.Cosine && prepared[0] == NoDirection;

    private static void ScaleToUnit(Span<float> vector)
    {
        // Scaled by the largest magnitude first: squares of very large or very small numbers would leave the range of float.
        var largest = TensorPrimitives.MaxMagnitude<float>(vector);
        if (largest == 0)
        {
            vector.Clear(); // −0 is 0
            return;
        }

        TensorPrimitives.Divide(vector, MathF.Abs(largest), vector);
        TensorPrimitives.Divide(vector, MathF.Sqrt(Sums.OfSquares(vector)), vector);
    }
}

/// <summary>Prepared queries, in memory that stays put while several threads read it.</summary>
internal sealed unsafe class PreparedQueries : IDisposable
{
    private readonly AlignedBuffer memory;

    public PreparedQueries(ReadOnlySpan<float> queries, int count, Preparation preparation)
    {
        (Count, Stride) = (count, preparation.Stride);
        memory = new AlignedBuffer((long)count * Stride);
        var dimensions = preparation.Dimensions;
        for (var i = 0; i < count; i++)
            preparation.Prepare(queries.Slice(i * dimensions, dimensions), new Span<float>(Rows + (nint)i * Stride, Stride));
    }

    public int Count { get; }

    public int Stride { get; }

    /// <summary>Count × Stride.</summary>
    public float* Rows => memory.Pointer;

    public void Dispose() => memory.Dispose();
}
