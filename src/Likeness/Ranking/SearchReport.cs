using Likeness.Ranking.Fusion;

namespace Likeness.Ranking;

/// <summary>The answer to a search.</summary>
/// <param name="Query">The full path of the query.</param>
/// <param name="Descriptor">The name of the descriptor that compared the pictures; of several, with commas between them.</param>
/// <param name="Hits">Nearest first; at equal distance in the order of their paths.</param>
/// <param name="Montage">The full path of the picture of it; null where none was drawn.</param>
public sealed record SearchReport(string Query, string Descriptor, IReadOnlyList<Hit> Hits, string? Montage)
{
    /// <summary>What each descriptor counted for.</summary>
    public IReadOnlyList<DescriptorWeight> Weights { get; init; } = [];

    /// <summary>Pictures of the library that were not searched, because a descriptor has no vector of them; indexing again makes those that were cut off.</summary>
    public int WithoutVector { get; init; }
}
