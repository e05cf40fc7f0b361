namespace Likeness.Neural.Models;

/// <summary>The descriptor whose vectors an embedding is made from.</summary>
/// <param name="Descriptor">Its name.</param>
/// <param name="Fingerprint">What it was when the embedding was learned; vectors of another fingerprint mean something else.</param>
/// <param name="Dimensions">Numbers in one of its vectors.</param>
public sealed record EmbeddingBase(string Descriptor, string Fingerprint, int Dimensions);
