namespace Likeness.Cli.Operations;

/// <summary>One picture that was found. Rank 1 is the nearest; the label is its folder's name, or null.</summary>
internal sealed record SearchHit(int Rank, string Path, double Distance, string? Label);
