using System.Runtime.InteropServices;

namespace Likeness.Search.Clustering;

/// <summary>What one round of <see cref="KMeans"/> did (FAISS <c>ClusteringIterationStats</c>).</summary>
/// <param name="Inertia">The sum of squared distances between the vectors and the nearest of the centres that the round began with.</param>
/// <param name="Moved">Vectors that changed their cluster; all of them in the first round.</param>
/// <param name="Splits">Clusters that nothing was nearest to, and which were given a far vector of another one (FAISS <c>nsplit</c>).</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ClusteringIteration(double Inertia, int Moved, int Splits);
