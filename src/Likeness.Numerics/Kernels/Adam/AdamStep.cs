namespace Likeness.Numerics.Kernels.Adam;

/// <summary>The numbers of one step of Adam, the same for all weights.</summary>
/// <param name="Rate">α·√(1−β₂ᵗ)/(1−β₁ᵗ), with the learning rate α and the step's number t from 1.</param>
/// <param name="Beta1">Decay of the mean of the gradients; in float64, because 1 − β₂ would lose five digits in float32.</param>
/// <param name="Beta2">Decay of the mean of their squares; in float64 as well.</param>
/// <param name="Epsilon">Added to the root.</param>
/// <param name="WeightL2">The penalty WeightL2·Σw² adds 2·WeightL2·w to the gradient.</param>
public readonly record struct AdamStep(float Rate, double Beta1, double Beta2, float Epsilon, float WeightL2);
