namespace Likeness.Clustering;

/// <summary>A picture of a cluster.</summary>
/// <param name="Picture">Which.</param>
/// <param name="Distance">To the cluster's centre.</param>
public sealed record ClusterMember(IndexedPicture Picture, float Distance);
