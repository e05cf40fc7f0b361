namespace Likeness.Testing.Layers;

/// <summary>What a layer's definition gives in float64.</summary>
/// <param name="Output">All numbers of the output.</param>
/// <param name="Penalty">What the layer adds to the loss.</param>
public readonly record struct PlainResult(double[] Output, double Penalty = 0);
