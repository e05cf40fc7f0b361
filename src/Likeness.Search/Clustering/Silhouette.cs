using Likeness.Numerics.Memory;
using Likeness.Numerics.Randomness;
using Likeness.Numerics.Simd;

namespace Likeness.Search.Clustering;

/// <summary>
/// How well clusters are separated (Rousseeuw 1987): the mean over the vectors of (b − a) / max(a, b), where a is the mean distance to the others of the own
/// cluster and b that to the nearest other cluster. Between −1 and 1; 0 for a vector alone in its cluster.
/// </summary>
public static unsafe class Silhouette
{
    /// <summary>The silhouettes of several divisions of the same vectors; the distances are computed once for all of them.</summary>
    /// <param name="vectors">The vectors; distances are those between them as <see cref="KMeans"/> compares them.</param>
    /// <param name="divisions">Of these very vectors, each into at least 2 clusters; one of 1 cluster has no silhouette, and gets NaN.</param>
    /// <param name="parameters">How; null for the standard ones.</param>
    /// <param name="cancellationToken">Ends it between two blocks of vectors.</param>
    /// <returns>As many as divisions.</returns>
    /// <exception cref="WrongSettingsException">A parameter is out of its range.</exception>
    /// <exception cref="ArgumentException">A division is of another number of vectors.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static double[] Of(
        KMeans vectors, IReadOnlyList<Clusters> divisions, SilhouetteParameters? parameters = null, CancellationToken cancellationToken = default)
    {
        parameters ??= new SilhouetteParameters();
        parameters.Check();
        foreach (var division in divisions)
            if (division.Assignment.Length != vectors.Count)
                throw new ArgumentException($"Clusters of {division.Assignment.Length} vectors are no division of {vectors.Count}.", nameof(divisions));
        if (divisions.Count == 0) return [];

        var sample = Sample(vectors.Count, parameters);
        using var rows = new AlignedBuffer((long)sample.Length * vectors.Vectors.Stride);
        for (var i = 0; i < sample.Length; i++)
            vectors.Vectors.Row(sample[i]).CopyTo(new Span<float>(rows.Pointer + (nint)i * vectors.Vectors.Stride, vectors.Vectors.Stride));
        using var members = new Memberships(divisions, sample);
        var scores = new double[divisions.Count * sample.Length];
        fixed (double* scoresStart = scores)
        {
            var kernel = new SilhouetteKernel
            {
                Rows = rows.Pointer, Count = sample.Length, Stride = vectors.Vectors.Stride, Members = members, Scores = scoresStart, Team = vectors.Team, Cancelled = cancellationToken,
            };
            SimdPath.Run(ref kernel);
        }

        var means = new double[divisions.Count];
        for (var d = 0; d < means.Length; d++)
        {
            foreach (var score in scores.AsSpan(d * sample.Length, sample.Length)) means[d] += score / sample.Length;
            if (divisions[d].Count < 2) means[d] = double.NaN;
        }

        return means;
    }

    private static int[] Sample(int count, SilhouetteParameters parameters)
    {
        var all = new int[count];
        for (var i = 0; i < count; i++) all[i] = i;
        if (count <= parameters.Sample) return all;
        var random = new Xoshiro256(parameters.Seed);
        random.Shuffle<int>(all);
        Array.Sort(all, 0, parameters.Sample); // read in the order in which they lie
        return all[..parameters.Sample];
    }
}
