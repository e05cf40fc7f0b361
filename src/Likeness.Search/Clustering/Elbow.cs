namespace Likeness.Search.Clustering;

/// <summary>
/// Chooses the number of clusters by the elbow method: beyond the knee of the inertia over the number of clusters (<see cref="Kneedle"/>) more
/// clusters lower it little.
/// </summary>
public static class Elbow
{
    /// <summary>The fewest clusters that are tried.</summary>
    public const int Fewest = 2;

    /// <summary>Finds clusters for every number from 2 to <paramref name="most"/>, or to the number of different vectors if there are fewer.</summary>
    /// <param name="vectors">At least 3 vectors, not all of them equal.</param>
    /// <param name="most">At least 2.</param>
    /// <param name="parameters">How; null for the standard ones.</param>
    /// <param name="progress">Told the number of clusters that was just done.</param>
    /// <param name="cancellationToken">Ends it between two rounds.</param>
    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    /// <exception cref="UnusableInputException">There are fewer than 3 vectors, or all are equal.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ElbowCurve Find(KMeans vectors, int most, ClusteringParameters? parameters = null, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        if (most < Fewest) throw new WrongSettingsException($"At most {most} clusters were asked for; ask for at least {Fewest}.");
        if (vectors.Count < 3)
            throw new UnusableInputException($"The number of clusters cannot be chosen for {vectors.Count} vectors; it takes at least 3.");
        var distinct = vectors.CountDistinct(most);
        if (distinct == 1) throw new UnusableInputException($"All {vectors.Count} vectors are equal: there is nothing to tell clusters apart by.");

        var candidates = new List<Clusters>();
        for (var clusters = Fewest; clusters <= distinct; clusters++)
        {
            candidates.Add(vectors.Train(clusters, parameters, cancellationToken));
            progress?.Invoke(clusters);
        }

        double[] x = [.. candidates.Select(candidate => (double)candidate.Count)], y = [.. candidates.Select(candidate => candidate.Inertia)];
        return new ElbowCurve(candidates, Kneedle.Knee(x, y));
    }
}
