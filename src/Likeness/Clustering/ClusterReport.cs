using System.Text.Json.Serialization;

namespace Likeness.Clustering;

/// <summary>How a library was divided into clusters.</summary>
/// <param name="Descriptor">The name of the descriptor whose vectors were divided.</param>
/// <param name="Clusters">How many clusters there are.</param>
/// <param name="Chosen">How that number was chosen.</param>
/// <param name="Inertia">The sum of squared distances to the clusters' centres, over the different contents.</param>
/// <param name="Silhouette">The mean silhouette, −1 to 1.</param>
/// <param name="SilhouetteSample">The vectors that silhouettes were measured on: all of them, or a sample drawn by the seed.</param>
/// <param name="Sizes">Pictures in each cluster; the clusters are numbered by their different contents, the most first.</param>
/// <param name="Candidates">The numbers of clusters that were tried.</param>
/// <param name="Recall">What a search in the nearest 1, 2 and 3 clusters keeps of a search in all pictures.</param>
/// <param name="RecallQueries">The pictures that were queries for it, each against all others: all different contents, or a sample drawn by the seed.</param>
/// <param name="Seconds">How long it took, drawings left out.</param>
/// <param name="Elbow">The full path of the chart over the candidates; null where the number was given, or nothing has been drawn.</param>
/// <param name="Montages">The full paths of the drawings of the clusters.</param>
public sealed record ClusterReport(
    string Descriptor, int Clusters, string Chosen, double Inertia, double Silhouette, int SilhouetteSample, IReadOnlyList<int> Sizes,
    IReadOnlyList<ClusterCandidate> Candidates, IReadOnlyList<ClusterRecall> Recall, int RecallQueries, double Seconds, string? Elbow, IReadOnlyList<string> Montages)
{
    /// <summary>Pictures of the library that were not divided, because the descriptor has no vector of them; indexing again makes those that were cut off.</summary>
    public long WithoutVector { get; init; }

    /// <summary>The pictures of each cluster, nearest to its centre first; only the first 50 of each.</summary>
    [JsonIgnore]
    public IReadOnlyList<IReadOnlyList<ClusterMember>> Members { get; init; } = [];
}
