namespace Likeness.Search;

/// <summary>How two vectors are compared. Every metric is a distance: smaller means more alike, 0 means equal.</summary>
public enum Metric
{
    /// <summary>√Σ(a−b)². Range [0, ∞).</summary>
    Euclidean,

    /// <summary>1 − cos(a, b). Range [0, 2].</summary>
    Cosine,
}
