using System.Text.Json.Serialization;

namespace Likeness.Clustering;

/// <summary>How well a number of clusters fits.</summary>
/// <param name="K">How many clusters.</param>
/// <param name="Inertia">The sum of squared distances to the clusters' centres.</param>
/// <param name="Silhouette">The mean silhouette, −1 to 1; of a sample where there are many vectors.</param>
public sealed record ClusterCandidate([property: JsonPropertyName("k")] int K, double Inertia, double Silhouette);
