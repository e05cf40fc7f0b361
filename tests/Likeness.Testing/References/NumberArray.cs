namespace Likeness.Testing.References;

/// <summary>Float64 numbers with their axes.</summary>
public sealed record NumberArray(double[] Values, int[] Shape);
