using Likeness.Neural.Models;

namespace Likeness.Neural.Files;

/// <summary>What an embedding file says of itself before its weights.</summary>
/// <param name="Settings">The graph.</param>
/// <param name="Record">How it was trained.</param>
/// <param name="Fingerprint">
/// Changes with everything that changes a vector: the graph, the preprocessing or the descriptor that it stands on, and the weights. 64 hexadecimal digits.
/// </param>
public sealed record EmbeddingHeader(EmbeddingSettings Settings, EmbeddingRecord Record, string Fingerprint);
