namespace Likeness.Search.Clustering;

/// <summary>How <see cref="Silhouette"/> is measured.</summary>
public sealed record SilhouetteParameters
{
    /// <summary>The most vectors that are compared with each other, at least 2; of more a sample is drawn, and the silhouette is that of the sample.</summary>
    public int Sample { get; init; } = 4096;

    /// <summary>The seed of the sample.</summary>
    public ulong Seed { get; init; } = 42;

    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    internal void Check()
    {
        if (Sample is < 2 or > 1 << 20) throw new WrongSettingsException($"A silhouette of {Sample} vectors was asked for; give 2 to {1 << 20}.");
    }
}
