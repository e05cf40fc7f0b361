using Likeness.Search;

namespace Likeness.Evaluation;

/// <summary>Vectors of pictures whose kind is known.</summary>
/// <param name="Values">count × <paramref name="Dimensions"/> finite numbers.</param>
/// <param name="Labels">count labels; two pictures with the same label are meant to find each other.</param>
/// <param name="Dimensions">Numbers per vector.</param>
/// <param name="Metric">How the vectors are compared.</param>
public sealed record LabelledVectors(ReadOnlyMemory<float> Values, IReadOnlyList<string> Labels, int Dimensions, Metric Metric);
