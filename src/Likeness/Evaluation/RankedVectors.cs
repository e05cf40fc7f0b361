
namespace Likeness.Evaluation;

/// <summary>The vectors of one descriptor, and what its distances count for beside those of others.</summary>
/// <param name="Vectors">Of the same pictures in the same order as the others'.</param>
/// <param name="Weight">How its distances enter the sum.</param>
public sealed record RankedVectors(LabelledVectors Vectors, DescriptorWeight Weight);
