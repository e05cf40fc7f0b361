using Likeness.Search;

namespace Likeness.Testing.Search;

/// <summary>Distances computed pair by pair in float64, as the definitions of the metrics say.</summary>
public static class BruteForce
{
    public static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Metric metric)
    {
        double squares = 0, dot = 0, aa = 0, bb = 0;
        for (var i = 0; i < a.Length; i++)
        {
            squares += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
            dot += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
        }
        if (metric == Metric.Euclidean) return Math.Sqrt(squares);
        if (aa == 0 || bb == 0) return aa == bb ? 0 : 1;
        return 1 - dot / Math.Sqrt(aa * bb);
    }

    /// <summary>The k nearest of the vectors, nearest first, ties by id.</summary>
    public static (long Id, double Distance)[] Nearest(IReadOnlyDictionary<long, float[]> vectors, float[] query, int k, Metric metric) =>
        [.. vectors.Select(entry => (entry.Key, Distance(query, entry.Value, metric))).OrderBy(hit => hit.Item2).ThenBy(hit => hit.Key).Take(k)];
}
