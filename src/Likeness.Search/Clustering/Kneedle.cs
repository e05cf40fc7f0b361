namespace Likeness.Search.Clustering;

/// <summary>
/// The knee of a falling curve that flattens, after Kneedle (Satopää, Albrecht, Irwin and Raghavan 2011): both axes scaled to [0, 1], it is where the curve lies
/// farthest below the straight line between its ends. The whole curve is known, so that the greatest distance decides, not the first that
/// exceeds a sensitivity; where the curve bends so gently that several points lie as far but for <see cref="Tolerance"/>, it is the first of them, as chance would
/// choose among them otherwise.
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
        if (x.IsEmpty || x.Length != y.Length) throw new ArgumentException($"A curve of {x.Length} positions and {y.Length} values has no knee; give as many of each, at least one.", nameof(x));
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
