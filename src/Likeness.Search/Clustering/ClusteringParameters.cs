namespace Likeness.Search.Clustering;

/// <summary>How <see cref="KMeans"/> looks for clusters. The names are those of FAISS where it has one.</summary>
public sealed record ClusteringParameters
{
    /// <summary>The most rounds of assigning and averaging per start (FAISS <c>niter</c>), 1 to 1,000,000; a start ends earlier once no vector changes its cluster.</summary>
    public int Iterations { get; init; } = 100;

    /// <summary>Starts from different first centres, of which the best is kept (FAISS <c>nredo</c>, scikit-learn <c>n_init</c>), 1 to 1,000,000.</summary>
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
