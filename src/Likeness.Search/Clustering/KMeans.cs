using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Randomness;

namespace Likeness.Search.Clustering;

/// <summary>
/// Divides vectors into clusters so that the sum of squared distances to the clusters' centres is small: k-means++ and Lloyd's iteration,
/// from several starts. Modelled on the <c>Clustering</c> of FAISS. It holds the vectors twice, in float32; clusters can then be looked for
/// again and again.
/// <para>The result depends on vectors, parameters and SIMD width, not on the number of threads. One call at a time.</para>
/// </summary>
public sealed class KMeans : IDisposable
{
    /// <summary>
    /// First centres are chosen among a sample where there are more vectors than this and than <see cref="SeedingSample"/> per cluster.
    /// </summary>
    private const int SeedingLeast = 16_384;

    private const int SeedingSample = 32;

    /// <summary>Operations of a round below which starts run side by side instead of sharing each round.</summary>
    private const double MostForOneThread = 1e9;

    private readonly WorkerTeam team;

    /// <summary>Takes a copy of the vectors.</summary>
    /// <param name="vectors">count × <paramref name="dimensions"/> finite numbers, at least one vector.</param>
    /// <param name="dimensions">Numbers per vector, at least 1.</param>
    /// <param name="metric">
    /// How they are compared; for the cosine they are scaled to length 1 first, and vectors of zeros stay as they are.
    /// </param>
    /// <param name="threads">Threads to compute with; 0 for one per processor.</param>
    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    /// <exception cref="ArgumentException">The numbers are no whole number of vectors.</exception>
    /// <exception cref="UnusableInputException">There are no vectors, or one holds NaN or an infinity.</exception>
    public KMeans(ReadOnlySpan<float> vectors, int dimensions, Metric metric = Metric.Euclidean, int threads = 0)
    {
        if (dimensions < 1)
            throw new WrongSettingsException($"Clusters of vectors with {dimensions} dimensions were asked for; give at least 1.");
        if (threads < 0)
            throw new WrongSettingsException(
                $"Clusters were asked for with {threads} threads; give 1 or more, or 0 for all of the machine.");
        if (!Enum.IsDefined(metric))
            throw new WrongSettingsException($"There is no metric {(int)metric}; use {string.Join(" or ", Enum.GetNames<Metric>())}.");
        if (vectors.Length % dimensions != 0)
            throw new ArgumentException(
                $"{vectors.Length} numbers are no whole number of vectors with {dimensions} each.", nameof(vectors));
        if (vectors.IsEmpty) throw new UnusableInputException("There are no vectors to divide into clusters. Give at least one.");
        FiniteNumbers.Check(vectors, dimensions, "vector");
        team = new WorkerTeam(threads);
        try
        {
            Vectors = new ClusterVectors(vectors, dimensions, metric, team);
        }
        catch
        {
            team.Dispose(); // there is no object yet whose user could end the threads
            throw;
        }
    }

    /// <summary>How many vectors there are.</summary>
    public int Count => Vectors.Count;

    /// <summary>Numbers per vector.</summary>
    public int Dimensions => Vectors.Dimensions;

    internal ClusterVectors Vectors { get; }

    internal WorkerTeam Team => team;

    /// <summary>How many different vectors there are, counted no further than <paramref name="limit"/>.</summary>
    public int CountDistinct(int limit) => Vectors.CountDistinct(limit);

    /// <summary>Finds <paramref name="clusters"/> clusters, the largest first.</summary>
    /// <param name="clusters">How many, from 1 to the number of different vectors.</param>
    /// <param name="parameters">How; null for the standard ones.</param>
    /// <param name="cancellationToken">Ends it between two rounds.</param>
    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Clusters Train(int clusters, ClusteringParameters? parameters = null, CancellationToken cancellationToken = default)
    {
        parameters ??= new ClusteringParameters();
        parameters.Check();
        CheckClusters(clusters);
        using var sample = Sample(clusters, parameters.Seed);
        var round = 2.0 * Count * Dimensions * clusters;
        Clusters best;
        if (parameters.Redo > 1 && round < MostForOneThread)
        {
            using var starts = new ConcurrentStarts(team, Starts);
            best = starts.Run(parameters.Redo);
        }
        else
        {
            using var starts = Starts(team);
            for (var start = 0; start < parameters.Redo; start++) starts.Run(start);
            best = starts.Best!;
        }

        return ClusterOrder.LargestFirst(best, Dimensions);

        SeededStarts Starts(WorkerTeam threads) => new(Vectors, sample ?? Vectors, clusters, parameters, threads, cancellationToken);
    }

    /// <summary>Improves given centres, in one start; they keep their order.</summary>
    /// <param name="centres">
    /// At least one, each of as many finite numbers as a vector has, in the space of <see cref="Clusters.Centres"/>.
    /// </param>
    /// <param name="parameters">How many iterations; null for the standard ones.</param>
    /// <param name="cancellationToken">Ends it between two rounds.</param>
    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    /// <exception cref="ArgumentException">The numbers are no whole number of centres, or more than vectors.</exception>
    /// <exception cref="UnusableInputException">A centre holds NaN or an infinity.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Clusters Train(
        ReadOnlySpan<float> centres, ClusteringParameters? parameters = null, CancellationToken cancellationToken = default)
    {
        parameters ??= new ClusteringParameters();
        parameters.Check();
        var count = centres.Length / Dimensions;
        if (count < 1 || count > Count || centres.Length % Dimensions != 0)
            throw new ArgumentException($"{centres.Length} numbers are no 1 to {Count} centres with {Dimensions} each.", nameof(centres));
        FiniteNumbers.Check(centres, Dimensions, "centre");
        using var lloyd = new Lloyd(Vectors, count, team);
        for (var i = 0; i < count; i++)
            for (var d = 0; d < Dimensions; d++) lloyd.Centres[i][d] = centres[i * Dimensions + d] - Vectors.Mean[d];
        return lloyd.Found(lloyd.Run(parameters.Iterations, cancellationToken));
    }

    /// <summary>Ends the threads and frees the memory.</summary>
    public void Dispose()
    {
        team.Dispose();
        Vectors.Dispose();
    }

    private void CheckClusters(int clusters)
    {
        if (clusters < 1 || clusters > Count)
            throw new WrongSettingsException($"{clusters} clusters of {Count} vectors were asked for; ask for 1 to {Count}.");
        var distinct = CountDistinct(clusters);
        if (distinct < clusters)
            throw new WrongSettingsException(
                $"{clusters} clusters were asked for, but of the {Count} vectors only {distinct} are different; ask for 1 to {distinct}.");
    }

    private ClusterVectors? Sample(int clusters, ulong seed)
    {
        var size = Math.Max(SeedingLeast, (long)clusters * SeedingSample);
        if (size >= Count) return null;
        var all = new int[Count];
        for (var i = 0; i < all.Length; i++) all[i] = i;
        var random = new Xoshiro256(seed, (ulong)clusters);
        random.Shuffle<int>(all);
        var sample = Vectors.Subset(all.AsSpan(0, (int)size), team);
        if (sample.CountDistinct(clusters) == clusters) return sample;
        sample.Dispose();
        return null;
    }
}

/// <summary>How <see cref="KMeans"/> looks for clusters. The names are those of FAISS where it has one.</summary>
public sealed record ClusteringParameters
{
    /// <summary>
    /// The most rounds of assigning and averaging per start (FAISS <c>niter</c>), 1 to 1,000,000; a start ends earlier once no vector
    /// changes its cluster.
    /// </summary>
    public int Iterations { get; init; } = 100;

    /// <summary>
    /// Starts from different first centres, of which the best is kept (FAISS <c>nredo</c>, scikit-learn <c>n_init</c>), 1 to 1,000,000.
    /// </summary>
    public int Redo { get; init; } = 10;

    /// <summary>The seed of everything random. The same seed gives the same clusters, on any number of threads.</summary>
    public ulong Seed { get; init; } = 42;

    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    internal void Check()
    {
        const int Most = 1_000_000;
        if (Iterations is < 1 or > Most) throw new WrongSettingsException($"{nameof(Iterations)} is {Iterations}; give 1 to {Most}.");
        if (Redo is < 1 or > Most) throw new WrongSettingsException($"{nameof(Redo)} is {Redo}; give 1 to {Most}.");
    }
}
