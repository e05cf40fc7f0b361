using Likeness.Ranking.Fusion;

namespace Likeness.Ranking;

/// <summary>A picture that was found.</summary>
/// <param name="Rank">1 for the nearest; copies of one content share a rank.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Distance">By the metric of the descriptor, or of several together (<see cref="DescriptorWeight"/>): 0 is equal, larger is less alike.</param>
/// <param name="Label">The name of the folder it lies in; null where all pictures of the library share one folder.</param>
public sealed record Hit(int Rank, string Path, float Distance, string? Label)
{
    /// <summary>Other files of the library with the very same content. They are hits of their own only where <see cref="SearchRequest.Copies"/> asks for them.</summary>
    public int Copies { get; init; }

    /// <summary>What each descriptor says of it.</summary>
    public IReadOnlyList<DistancePart> Why { get; init; } = [];
}
