using System.Runtime.CompilerServices;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Search.Clustering;

/// <summary>
/// Packs rows into panels and sums their squares, in the order and with the operation of the product: so a vector's distance to a copy of itself comes out
/// as exactly 0.
/// </summary>
internal struct PackingKernel : ISimdKernel
{
    private const int PanelsPerChunk = 16;

    public ClusterVectors Vectors;
    public WorkerTeam Team;

    public readonly void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => Team.For(Vectors.Panels, new Work<TVector, TSimd> { Vectors = Vectors }, PanelsPerChunk);

    private unsafe struct Work<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public ClusterVectors Vectors;

        public readonly void Run(int start, int end, int worker)
        {
            for (var panel = start; panel < end; panel++)
            {
                Transpose(panel);
                Norms(Vectors.Panel(panel), Vectors.Norms + (nint)panel * Vectors.PanelColumns);
            }
        }

        private readonly void Transpose(int panel)
        {
            var columns = Vectors.PanelColumns;
            var first = panel * columns;
            var filled = Math.Min(columns, Vectors.Count - first);
            var to = Vectors.Panel(panel);
            if (filled < columns) new Span<float>(to, columns * Vectors.Dimensions).Clear();
            for (var i = 0; i < filled; i++)
            {
                var row = Vectors.Rows + (nint)(first + i) * Vectors.Stride;
                for (var d = 0; d < Vectors.Dimensions; d++) to[(nint)d * columns + i] = row[d];
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Norms(float* panel, float* norms)
        {
            TVector n0 = default, n1 = default;
            for (var d = 0; d < Vectors.Dimensions; d++, panel += 2 * TSimd.Width)
            {
                TVector v0 = TSimd.Load(panel), v1 = TSimd.Load(panel + TSimd.Width);
                n0 = TSimd.MultiplyAdd(v0, v0, n0);
                n1 = TSimd.MultiplyAdd(v1, v1, n1);
            }

            TSimd.Store(n0, norms);
            TSimd.Store(n1, norms + TSimd.Width);
        }
    }
}
