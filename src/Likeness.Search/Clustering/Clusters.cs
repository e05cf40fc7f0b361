namespace Likeness.Search.Clustering;

/// <summary>Vectors divided among centres.</summary>
/// <param name="Count">How many clusters there are (k).</param>
/// <param name="Centres">
/// Count × dimensions numbers: the mean of each cluster's vectors, which are scaled to length 1 first where the metric is
/// <see cref="Metric.Cosine"/>. Largest cluster first.
/// </param>
/// <param name="Assignment">For each vector the cluster whose centre is nearest, from 0; at equal distance one of the equals.</param>
/// <param name="Distances">The Euclidean distance of each vector to its centre, after scaling to length 1 where the metric is the cosine.</param>
/// <param name="Sizes">How many vectors each cluster has; at least 1 as long as the vectors of the training are different ones.</param>
/// <param name="Inertia">Σ‖x − centre of x‖², over all vectors.</param>
/// <param name="Iterations">The rounds of the start that was kept.</param>
public sealed record Clusters(
    int Count, float[] Centres, int[] Assignment, float[] Distances, int[] Sizes, double Inertia, IReadOnlyList<ClusteringIteration> Iterations);
