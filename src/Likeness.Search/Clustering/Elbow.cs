namespace Likeness.Search.Clustering;

/// <summary>
/// Chooses the number of clusters by the elbow method: beyond the knee of the inertia over the number of clusters (<see cref="Kneedle"/>)
/// more clusters lower it little.
/// </summary>
public static class Elbow
{
    /// <summary>The fewest clusters that are tried.</summary>
    public const int Fewest = 2;

    /// <summary>
    /// Finds clusters for every number from 2 to <paramref name="most"/>, or to the number of different vectors if there are fewer.
    /// </summary>
    /// <param name="vectors">At least 3 vectors, not all of them equal.</param>
    /// <param name="most">At least 2.</param>
    /// <param name="parameters">How; null for the standard ones.</param>
    /// <param name="progress">Told the number of clusters that was just done.</param>
    /// <param name="cancellationToken">Ends it between two rounds.</param>
    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    /// <exception cref="UnusableInputException">There are fewer than 3 vectors, or all are equal.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ElbowCurve Find(
        KMeans vectors, int most, ClusteringParameters? parameters = null, Action<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        if (most < Fewest) throw new WrongSettingsException($"At most {most} clusters were asked for; ask for at least {Fewest}.");
        if (vectors.Count < 3)
            throw new UnusableInputException($"The number of clusters cannot be chosen for {vectors.Count} vectors; it takes at least 3.");
        var distinct = vectors.CountDistinct(most);
        if (distinct == 1)
            throw new UnusableInputException($"All {vectors.Count} vectors are equal: there is nothing to tell clusters apart by.");

        var candidates = new List<Clusters>();
        for (var clusters = Fewest; clusters <= distinct; clusters++)
        {
            candidates.Add(vectors.Train(clusters, parameters, cancellationToken));
            progress?.Invoke(clusters);
        }

        double[] x = [.. candidates.Select(candidate => (double)candidate.Count)];
        double[] y = [.. candidates.Select(candidate => candidate.Inertia)];
        return new ElbowCurve(candidates, Kneedle.Knee(x, y));
    }
}

/// <summary>Clusters for several numbers of them, and which number is at the knee.</summary>
/// <param name="Candidates">By rising number of clusters, at least one.</param>
/// <param name="Knee">The place of the chosen one among them.</param>
public sealed record ElbowCurve(IReadOnlyList<Clusters> Candidates, int Knee)
{
    /// <summary>The chosen clusters.</summary>
    public Clusters Chosen => Candidates[Knee];
}

/// <summary>
/// The knee of a falling curve that flattens, after Kneedle (Satopää, Albrecht, Irwin and Raghavan 2011): both axes scaled to [0, 1], it is
/// where the curve lies farthest below the straight line between its ends. The whole curve is known, so that the greatest distance decides,
/// not the first that exceeds a sensitivity; where the curve bends so gently that several points lie as far but for
/// <see cref="Tolerance"/>, it is the first of them, as chance would choose among them otherwise.
/// </summary>
public static class Kneedle
{
    /// <summary>How much nearer to the line, relatively, a point may be that comes before the farthest.</summary>
    public const double Tolerance = 0.01;

    /// <summary>Which point is the knee: its place in the lists; the first where no point lies below the line.</summary>
    /// <param name="x">Rising, at least one.</param>
    /// <param name="y">As many.</param>
    /// <exception cref="ArgumentException">There are no points, or not as many x as y.</exception>
    public static int Knee(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.IsEmpty || x.Length != y.Length)
            throw new ArgumentException(
                $"A curve of {x.Length} positions and {y.Length} values has no knee; give as many of each, at least one.", nameof(x));
        var farthest = 0.0;
        for (var i = 0; i < x.Length; i++) farthest = Math.Max(farthest, Distance(x, y, i));
        var knee = 0;
        while (farthest > 0 && Distance(x, y, knee) < farthest * (1 - Tolerance)) knee++;
        return knee;
    }

    /// <summary>How far the point lies below the line, in units of the curve's height.</summary>
    private static double Distance(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int i)
    {
        double width = x[^1] - x[0], height = y[0] - y[^1];
        if (!(width > 0) || !(height > 0)) return 0;
        return 1 - (x[i] - x[0]) / width - (y[i] - y[^1]) / height;
    }
}
