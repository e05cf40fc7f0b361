namespace Likeness.Search.Clustering;

/// <summary>
/// Lloyd's iteration and the silhouette as plain loops in float64: what <see cref="KMeans"/> and <see cref="Silhouette"/> are tested
/// against.
/// </summary>
internal static class KMeansReference
{
    /// <summary>Runs until no vector changes its cluster. Clusters stay without vectors where nothing is nearest to them.</summary>
    public static (double[,] Centres, int[] Labels, double Inertia) Run(
        ReadOnlySpan<float> vectors, ReadOnlySpan<float> first, int dimensions)
    {
        var (count, clusters) = (vectors.Length / dimensions, first.Length / dimensions);
        var centres = new double[clusters, dimensions];
        for (var i = 0; i < first.Length; i++) centres[i / dimensions, i % dimensions] = first[i];
        var labels = new int[count];
        Array.Fill(labels, -1);
        while (true)
        {
            var (moved, inertia) = (false, 0.0);
            for (var row = 0; row < count; row++)
            {
                var (best, least) = (0, double.PositiveInfinity);
                for (var centre = 0; centre < clusters; centre++)
                {
                    var square = 0.0;
                    for (var d = 0; d < dimensions; d++) square += Math.Pow(vectors[row * dimensions + d] - centres[centre, d], 2);
                    if (square < least) (best, least) = (centre, square);
                }

                moved |= labels[row] != best;
                labels[row] = best;
                inertia += least;
            }

            if (!moved) return (centres, labels, inertia);
            Average(vectors, labels, centres);
        }
    }

    /// <summary>The mean over all vectors of (b − a) / max(a, b), a and b as <see cref="Silhouette"/> has them.</summary>
    public static double Silhouette(ReadOnlySpan<float> vectors, int[] labels, int dimensions)
    {
        var (count, clusters) = (labels.Length, labels.Max() + 1);
        var total = 0.0;
        for (var row = 0; row < count; row++)
        {
            var (sums, sizes) = (new double[clusters], new int[clusters]);
            for (var other = 0; other < count; other++)
            {
                var square = 0.0;
                for (var d = 0; d < dimensions; d++)
                    square += Math.Pow((double)vectors[row * dimensions + d] - vectors[other * dimensions + d], 2);
                sums[labels[other]] += Math.Sqrt(square);
                sizes[labels[other]]++;
            }

            if (sizes[labels[row]] == 1) continue;
            var a = sums[labels[row]] / (sizes[labels[row]] - 1);
            var b = Enumerable.Range(0, clusters).Where(c => c != labels[row] && sizes[c] > 0).Min(c => sums[c] / sizes[c]);
            total += Math.Max(a, b) > 0 ? (b - a) / Math.Max(a, b) : 0;
        }

        return total / count;
    }

    private static void Average(ReadOnlySpan<float> vectors, int[] labels, double[,] centres)
    {
        var dimensions = centres.GetLength(1);
        var sizes = new int[centres.GetLength(0)];
        foreach (var label in labels) sizes[label]++;
        for (var centre = 0; centre < sizes.Length; centre++)
            for (var d = 0; d < dimensions && sizes[centre] > 0; d++) centres[centre, d] = 0;
        for (var row = 0; row < labels.Length; row++)
            for (var d = 0; d < dimensions; d++) centres[labels[row], d] += (double)vectors[row * dimensions + d] / sizes[labels[row]];
    }
}
