namespace Likeness.Clustering;

/// <summary>What a search in the nearest clusters keeps of a search in all pictures.</summary>
/// <param name="Probes">How many clusters are searched.</param>
/// <param name="RecallAt10">The mean share of the true ten nearest that it finds, 0 to 1 (of all others where there are fewer than ten).</param>
public sealed record ClusterRecall(int Probes, double RecallAt10);
