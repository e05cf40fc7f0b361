using System.Numerics.Tensors;

namespace Likeness.Search.Flat;

/// <summary>From the squared distances of prepared vectors to the distances of the metric.</summary>
internal static class Presentation
{
    public static void FromSquared(Span<float> distances, Metric metric)
    {
        if (metric == Metric.Cosine) TensorPrimitives.Multiply(distances, 0.5f, distances);
        else TensorPrimitives.Sqrt(distances, distances);
    }
}
