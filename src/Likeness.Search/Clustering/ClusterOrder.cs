namespace Likeness.Search.Clustering;

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
        Array.Sort(order, (a, b) => clusters.Sizes[a] != clusters.Sizes[b] ? clusters.Sizes[b].CompareTo(clusters.Sizes[a]) : firsts[a].CompareTo(firsts[b]));

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
