using Likeness.Ranking.Fusion;

namespace Likeness.Ranking;

/// <summary>A picture that was found.</summary>
/// <param name="Rank">1 for the nearest.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Distance">By the metric of the descriptor, or of several together (<see cref="DescriptorWeight"/>): 0 is equal, larger is less alike.</param>
/// <param name="Label">The name of the folder it lies in; null where all pictures of the library share one folder.</param>
public sealed record Hit(int Rank, string Path, float Distance, string? Label)
{
    /// <summary>What each descriptor says of it.</summary>
    public IReadOnlyList<DistancePart> Why { get; init; } = [];
}
