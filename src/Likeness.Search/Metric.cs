namespace Likeness.Search;

/// <summary>How two vectors are compared. Every metric is a distance: smaller means more alike, 0 means equal.</summary>
public enum Metric
{
    /// <summary>√Σ(a−b)². Range [0, ∞).</summary>
    Euclidean,

    /// <summary>
    /// 1 − cos(a, b). Range [0, 2]. A vector of zeros has no direction: it is at distance 1 from every other vector, and at 0
    /// from another vector of zeros.
    /// </summary>
    Cosine,
}
