namespace Likeness.Cli.Operations;

/// <summary>What <c>search</c> found, nearest first.</summary>
internal sealed record SearchReport(string Query, string Descriptor, IReadOnlyList<SearchHit> Hits, string? Montage);
