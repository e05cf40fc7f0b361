using System.Runtime.CompilerServices;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Search.Clustering;

/// <summary>What the squared distances to the nearest centre would be with each of a few vectors as one centre more.</summary>
internal unsafe struct SeedingKernel : ISimdKernel
{
    private const int PanelsPerChunk = 16;

    public ClusterVectors Vectors;
    public WorkerTeam Team;
    public Centres Trials;

    /// <summary>The squared distance of each vector to the nearest of the centres there are.</summary>
    public float* Nearest;

    /// <summary>Receives the same with each trial, one trial after the other.</summary>
    public float* TrialNearest;

    /// <summary>Receives their sums by panel.</summary>
    public double* Sums;

    public readonly void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => Team.For(Vectors.Panels, new Work<TVector, TSimd> { Kernel = this }, PanelsPerChunk);

    private struct Work<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public SeedingKernel Kernel;

        public readonly void Run(int start, int end, int worker)
        {
            var (vectors, trials, columns) = (Kernel.Vectors, Kernel.Trials, 2 * TSimd.Width);
            var products = stackalloc float[trials.Count * columns];
            for (var panel = start; panel < end; panel++)
            {
                PanelProduct<TVector, TSimd>.Run(trials.Scaled, trials.Count, trials.Stride, vectors.Panel(panel), vectors.Dimensions, products);
                for (var trial = 0; trial < trials.Count; trial++)
                    Kernel.Sums[trial * vectors.Panels + panel] = Keep(panel, trial, products + trial * columns);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly double Keep(int panel, int trial, float* products)
        {
            var columns = 2 * TSimd.Width;
            var first = (nint)panel * columns;
            var to = Kernel.TrialNearest + (nint)trial * Kernel.Vectors.Panels * columns + first;
            var filled = Math.Min(columns, Kernel.Vectors.Count - (int)first);
            var sum = 0.0;
            for (var i = 0; i < filled; i++)
            {
                var distance = Math.Max(0, products[i] + Kernel.Trials.Norms[trial] + Kernel.Vectors.Norms[first + i]);
                sum += to[i] = Math.Min(distance, Kernel.Nearest[first + i]);
            }

            return sum;
        }
    }
}
