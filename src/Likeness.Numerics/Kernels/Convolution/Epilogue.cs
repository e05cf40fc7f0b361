namespace Likeness.Numerics.Kernels;

/// <summary>What is done to the results of a product before they are written: saves passes over memory.</summary>
public readonly record struct Epilogue
{
    private readonly float? slope;
    private readonly float? gateSlope;

    /// <summary>Added to every pixel: one number per output channel; null for none.</summary>
    public Tensor? Bias { get; init; }

    /// <summary>The rectifier's slope below zero, 0 to 1: 1 (the default) changes nothing, 0 is ReLU, between is LeakyReLU.</summary>
    public float Slope { get => slope ?? 1; init => slope = value; }

    /// <summary>
    /// The outputs of the rectifier whose gradient this result is, in the result's shape, or null: the result is multiplied by its derivative.
    /// </summary>
    public Tensor? Gate { get; init; }

    /// <summary>The slope of that rectifier, 0 to 1; 1 by default.</summary>
    public float GateSlope { get => gateSlope ?? 1; init => gateSlope = value; }

    /// <summary>Multiplies every pixel, after the rectifier: one number per output channel; null for none. <see cref="Shift"/> is then added.</summary>
    public Tensor? Scale { get; init; }

    /// <summary>Added after <see cref="Scale"/>: one number per output channel; null exactly where the other is.</summary>
    public Tensor? Shift { get; init; }
}
