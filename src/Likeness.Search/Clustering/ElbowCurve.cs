namespace Likeness.Search.Clustering;

/// <summary>Clusters for several numbers of them, and which number is at the knee.</summary>
/// <param name="Candidates">By rising number of clusters, at least one.</param>
/// <param name="Knee">The place of the chosen one among them.</param>
public sealed record ElbowCurve(IReadOnlyList<Clusters> Candidates, int Knee)
{
    /// <summary>The chosen clusters.</summary>
    public Clusters Chosen => Candidates[Knee];
}
