using System.Runtime.InteropServices;

namespace Likeness.Ranking.Fusion;

/// <summary>What one descriptor says of two pictures.</summary>
/// <param name="Descriptor">The name of the descriptor.</param>
/// <param name="Distance">By its own metric, neither scaled nor weighed.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DistancePart(string Descriptor, float Distance);
