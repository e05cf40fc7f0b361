namespace Likeness.Numerics.Kernels.Triplets;

/// <summary>Three items of a batch, of which the anchor is meant to be nearer to the positive than to the negative.</summary>
/// <param name="Anchor">Its row in the batch.</param>
/// <param name="Positive">The row of another item with the anchor's label.</param>
/// <param name="Negative">The row of an item with another label.</param>
public readonly record struct Triplet(int Anchor, int Positive, int Negative);
