namespace Likeness.Neural.Layers;

/// <summary>max(x, 0).</summary>
public sealed class ReLU() : LeakyReLU(0);
