using System.Runtime.CompilerServices;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Search.Clustering;

/// <summary>
/// The vector version of <see cref="Assignment"/>: a matrix product of centres and a panel of vectors, whose columns are the vectors. So the nearest centre is found lane by lane,
/// without a step across lanes, and a few centres fill the tile as well as many. At equal distance the first centre wins.
/// </summary>
internal unsafe struct AssignmentKernel : ISimdKernel
{
    /// <summary>Centres whose products are compared while they are in the first-level cache.</summary>
    private const int CentresPerRun = 64;

    private const int PanelsPerChunk = 4;

    public ClusterVectors Vectors;
    public WorkerTeam Team;
    public float* Centres;
    public float* CentreNorms;
    public int Count;
    public int* Labels;
    public float* Distances;
    public double* Inertia;
    public int* Moved;

    public readonly void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => Team.For(Vectors.Panels, new Work<TVector, TSimd> { Kernel = this }, PanelsPerChunk);

    private struct Work<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public AssignmentKernel Kernel;

        public readonly void Run(int start, int end, int worker)
        {
            var columns = 2 * TSimd.Width;
            var products = stackalloc float[CentresPerRun * columns];
            var nearest = stackalloc float[2 * columns];
            for (var panel = start; panel < end; panel++)
            {
                Nearest(Kernel.Vectors.Panel(panel), products, nearest);
                Keep(panel, nearest);
            }
        }

        /// <summary>Writes −2c·x + c² of the nearest centre for each column, and behind it the centres' numbers.</summary>
        private readonly void Nearest(float* panel, float* products, float* nearest)
        {
            var best = TSimd.Broadcast(float.PositiveInfinity);
            TSimd.Store(best, nearest);
            TSimd.Store(best, nearest + TSimd.Width);
            var stride = Kernel.Vectors.Stride;
            for (var first = 0; first < Kernel.Count; first += CentresPerRun)
            {
                var count = Math.Min(CentresPerRun, Kernel.Count - first);
                PanelProduct<TVector, TSimd>.Run(Kernel.Centres + (nint)first * stride, count, stride, panel, Kernel.Vectors.Dimensions, products);
                Compare(products, Kernel.CentreNorms + first, first, count, nearest);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Compare(float* products, float* norms, int first, int count, float* nearest)
        {
            TVector best0 = TSimd.Load(nearest), best1 = TSimd.Load(nearest + TSimd.Width);
            TVector at0 = TSimd.Load(nearest + 2 * TSimd.Width), at1 = TSimd.Load(nearest + 3 * TSimd.Width);
            for (var i = 0; i < count; i++, products += 2 * TSimd.Width)
            {
                // Numbers of centres are exact in float32 up to 16 million.
                TVector norm = TSimd.Broadcast(norms[i]), number = TSimd.Broadcast(first + i);
                TVector s0 = TSimd.Add(TSimd.Load(products), norm), s1 = TSimd.Add(TSimd.Load(products + TSimd.Width), norm);
                TVector gain0 = TSimd.Subtract(best0, s0), gain1 = TSimd.Subtract(best1, s1);
                best0 = TSimd.SelectPositive(gain0, s0, best0);
                best1 = TSimd.SelectPositive(gain1, s1, best1);
                at0 = TSimd.SelectPositive(gain0, number, at0);
                at1 = TSimd.SelectPositive(gain1, number, at1);
            }

            TSimd.Store(best0, nearest);
            TSimd.Store(best1, nearest + TSimd.Width);
            TSimd.Store(at0, nearest + 2 * TSimd.Width);
            TSimd.Store(at1, nearest + 3 * TSimd.Width);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Keep(int panel, float* nearest)
        {
            var columns = 2 * TSimd.Width;
            var first = panel * columns;
            var filled = Math.Min(columns, Kernel.Vectors.Count - first);
            var (inertia, moved) = (0.0, 0);
            for (var i = 0; i < filled; i++)
            {
                var label = (int)nearest[columns + i];
                var distance = Math.Max(0, nearest[i] + Kernel.Vectors.Norms[first + i]);
                if (Kernel.Labels[first + i] != label) moved++;
                Kernel.Labels[first + i] = label;
                Kernel.Distances[first + i] = distance;
                inertia += distance;
            }

            Kernel.Inertia[panel] = inertia;
            Kernel.Moved[panel] = moved;
        }
    }
}
