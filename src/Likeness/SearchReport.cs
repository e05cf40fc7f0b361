using System.Runtime.InteropServices;

namespace Likeness;

/// <summary>The answer to a search.</summary>
/// <param name="Query">The full path of the query, or what else it is called; of several, with commas between them.</param>
/// <param name="Descriptor">The name of the descriptor that compared the pictures; of several, with commas between them.</param>
/// <param name="Hits">
/// Nearest first; at equal distance in the order of their paths. Of several at the distance of the last, those that were indexed earlier are among
/// them.
/// </param>
/// <param name="Montage">The full path of the picture of it; null where none was drawn.</param>
public sealed record SearchReport(string Query, string Descriptor, IReadOnlyList<Hit> Hits, string? Montage)
{
    /// <summary>What each descriptor counted for.</summary>
    public IReadOnlyList<DescriptorWeight> Weights { get; init; } = [];

    /// <summary>
    /// Pictures of the library that were not searched, because a descriptor has no vector of them; indexing again makes those that were cut off.
    /// </summary>
    public long WithoutVector { get; init; }
}

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

/// <summary>What one descriptor says of two pictures.</summary>
/// <param name="Descriptor">The name of the descriptor.</param>
/// <param name="Distance">By its own metric, neither scaled nor weighed.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DistancePart(string Descriptor, float Distance);

/// <summary>How a descriptor's distances entered a ranking: the distance of two pictures is the sum over the descriptors of weight · distance / scale.</summary>
/// <param name="Descriptor">The name of the descriptor.</param>
/// <param name="Weight">Above 0; all weights of a ranking add up to 1.</param>
/// <param name="Scale">
/// What its distances were divided by: the median distance of two pictures of the collection, so that distances of different kinds become
/// comparable. 1 where the descriptor decides alone: its distances are then as they are.
/// </param>
public sealed record DescriptorWeight(string Descriptor, double Weight, double Scale)
{
    /// <summary>What a distance is multiplied by.</summary>
    internal float Factor => (float)(Weight / Scale);

    /// <summary>A descriptor that decides alone.</summary>
    internal static DescriptorWeight Alone(string descriptor) => new(descriptor, 1, 1);
}
