namespace Likeness.Search.Clustering;

/// <summary>
/// Gives each cluster that nothing was nearest to the vector that is farthest from its centre, which lowers the inertia most. Clusters
/// of one vector give none away.
/// </summary>
internal static class EmptyClusters
{
    /// <param name="labels">The cluster of each vector; changed.</param>
    /// <param name="distances">The squared distance of each vector to its centre; 0 for those given away.</param>
    /// <param name="sizes">How many vectors each cluster has; changed.</param>
    /// <returns>How many clusters were filled.</returns>
    public static int Fill(Span<int> labels, Span<float> distances, Span<int> sizes)
    {
        var filled = 0;
        for (var cluster = 0; cluster < sizes.Length; cluster++)
        {
            if (sizes[cluster] > 0) continue;
            var farthest = Farthest(labels, distances, sizes);
            if (farthest < 0) return filled; // every vector lies on its centre: there are fewer different vectors than centres
            sizes[labels[farthest]]--;
            labels[farthest] = cluster;
            sizes[cluster] = 1;
            distances[farthest] = 0;
            filled++;
        }

        return filled;
    }

    private static int Farthest(ReadOnlySpan<int> labels, ReadOnlySpan<float> distances, ReadOnlySpan<int> sizes)
    {
        var (farthest, most) = (-1, 0f);
        for (var row = 0; row < labels.Length; row++)
            if (distances[row] > most && sizes[labels[row]] > 1) (farthest, most) = (row, distances[row]);
        return farthest;
    }
}
