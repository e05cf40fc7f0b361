using Likeness.Search.Clustering;

namespace Likeness.Clustering;

/// <summary>Everything that dividing a library into clusters can be told.</summary>
public sealed record ClusterSettings
{
    /// <summary>The most clusters that can be asked for.</summary>
    public const int MostClusters = 65_536;

    /// <summary>How many clusters, from 2 to the number of different vectors; null to choose by the elbow method.</summary>
    public int? Clusters { get; init; }

    /// <summary>When the number is chosen: the most that are tried, from 3.</summary>
    public int Most { get; init; } = 20;

    /// <summary>Of the first centres, and of samples where there are many pictures; 0 or more.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Threads to compute with; 0 for one per processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Checks every setting before any work.</summary>
    /// <exception cref="WrongSettingsException">Names the setting, its value and its range.</exception>
    public void Validate()
    {
        if (Clusters is < Elbow.Fewest or > MostClusters) throw new WrongSettingsException($"clusters is {Clusters}; it has to be {Elbow.Fewest} to {MostClusters}, or chosen by itself.");
        if (Most is <= Elbow.Fewest or > 1000) throw new WrongSettingsException($"most is {Most}; it has to be {Elbow.Fewest + 1} to 1000.");
        if (Seed < 0) throw new WrongSettingsException($"seed is {Seed}; it has to be 0 or more.");
        if (Threads is < 0 or > 1024) throw new WrongSettingsException($"threads is {Threads}; it has to be 1 to 1024, or 0 for one per processor.");
    }
}
