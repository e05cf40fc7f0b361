using System.Runtime.InteropServices;

namespace Likeness.Search.Clustering;

/// <summary>Vectors divided among centres.</summary>
/// <param name="Count">How many clusters there are (k).</param>
/// <param name="Centres">
/// Count × dimensions numbers: the mean of each cluster's vectors, which are scaled to length 1 first where the metric is
/// <see cref="Metric.Cosine"/>. Largest cluster first.
/// </param>
/// <param name="Assignment">For each vector the cluster whose centre is nearest, from 0; at equal distance one of the equals.</param>
/// <param name="Distances">
/// The Euclidean distance of each vector to its centre, after scaling to length 1 where the metric is the cosine.
/// </param>
/// <param name="Sizes">How many vectors each cluster has; at least 1 as long as the vectors of the training are different ones.</param>
/// <param name="Inertia">Σ‖x − centre of x‖², over all vectors.</param>
/// <param name="Iterations">The rounds of the start that was kept.</param>
public sealed record Clusters(
    int Count, float[] Centres, int[] Assignment, float[] Distances, int[] Sizes, double Inertia,
    IReadOnlyList<ClusteringIteration> Iterations);

/// <summary>What one round of <see cref="KMeans"/> did (FAISS <c>ClusteringIterationStats</c>).</summary>
/// <param name="Inertia">The sum of squared distances between the vectors and the nearest of the centres that the round began with.</param>
/// <param name="Moved">Vectors that changed their cluster; all of them in the first round.</param>
/// <param name="Splits">
/// Clusters that nothing was nearest to, and which were given a far vector of another one (FAISS <c>nsplit</c>).
/// </param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ClusteringIteration(double Inertia, int Moved, int Splits);

/// <summary>Numbers clusters by size: the order in which they were found means nothing.</summary>
internal static class ClusterOrder
{
    /// <summary>The same clusters, the largest first; of equal ones the one whose first vector comes first.</summary>
    public static Clusters LargestFirst(Clusters clusters, int dimensions)
    {
        var firsts = new int[clusters.Count];
        Array.Fill(firsts, int.MaxValue);
        for (var row = clusters.Assignment.Length - 1; row >= 0; row--) firsts[clusters.Assignment[row]] = row;
        var order = new int[clusters.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(
            order,
            (a, b) =>
                clusters.Sizes[a] != clusters.Sizes[b] ? clusters.Sizes[b].CompareTo(clusters.Sizes[a]) : firsts[a].CompareTo(firsts[b]));

        var places = new int[clusters.Count];
        var centres = new float[clusters.Centres.Length];
        for (var i = 0; i < order.Length; i++)
        {
            places[order[i]] = i;
            clusters.Centres.AsSpan(order[i] * dimensions, dimensions).CopyTo(centres.AsSpan(i * dimensions));
        }

        return clusters with
        {
            Centres = centres,
            Assignment = Array.ConvertAll(clusters.Assignment, label => places[label]),
            Sizes = Array.ConvertAll(order, cluster => clusters.Sizes[cluster]),
        };
    }
}
