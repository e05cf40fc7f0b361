using System.Numerics.Tensors;
using Likeness.Numerics.Kernels.RegisterTile;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;
using Likeness.Search.SquaredDistances;

namespace Likeness.Search.Clustering;

/// <summary>
/// The vector version of <see cref="Silhouette"/>: the distances of a block of vectors to all, multiplied by the memberships, which gives the sums over every
/// cluster of every division at once. The memory it takes grows with the number of vectors, not with its square.
/// </summary>
internal unsafe struct SilhouetteKernel : ISimdKernel
{
    private const int BlockRows = 16;

    public float* Rows;
    public int Count;
    public int Stride;
    public Memberships Members;

    /// <summary>Receives the score of each vector, one division after the other.</summary>
    public double* Scores;

    public WorkerTeam Team;
    public CancellationToken Cancelled;

    public readonly void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => Team.For((Count + BlockRows - 1) / BlockRows, new Work<TVector, TSimd> { Kernel = this });

    private struct Work<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public SilhouetteKernel Kernel;

        public readonly void Run(int start, int end, int worker)
        {
            var columns = Kernel.Members.Panels * Kernel.Members.PanelColumns;
            var distances = Kernel.Team.Scratch(worker, (long)BlockRows * (Kernel.Count + columns));
            var sums = distances + (nint)BlockRows * Kernel.Count;
            for (var block = start; block < end; block++)
            {
                Kernel.Cancelled.ThrowIfCancellationRequested();
                var first = block * BlockRows;
                var rows = Math.Min(BlockRows, Kernel.Count - first);
                SquaredDistance.Compute(Kernel.Rows + (nint)first * Kernel.Stride, rows, Kernel.Rows, Kernel.Count, Kernel.Stride, distances, Kernel.Count);
                var span = new Span<float>(distances, rows * Kernel.Count);
                TensorPrimitives.Sqrt(span, span);
                Multiply(distances, rows, sums, columns);
                for (var row = 0; row < rows; row++)
                    for (var division = 0; division < Kernel.Members.Divisions; division++)
                        Kernel.Scores[(nint)division * Kernel.Count + first + row] = Score(division, first + row, sums + (nint)row * columns);
            }
        }

        private readonly void Multiply(float* distances, int rows, float* sums, int columns)
        {
            nint none = 0;
            for (var panel = 0; panel < Kernel.Members.Panels; panel++)
            {
                var x = new TileInput
                {
                    A = distances, RowStride = Kernel.Count, StepStride = 1, B = Kernel.Members.Panel(panel), BStride = Kernel.Members.PanelColumns,
                    Steps = Kernel.Count, Segments = 1, AOffsets = &none, BOffsets = &none,
                };
                var y = new TileOutput { C = sums + (nint)panel * Kernel.Members.PanelColumns, RowStride = columns, Columns = Kernel.Members.PanelColumns, Slope = 1 };
                RegisterTile<TVector, TSimd>.Run(rows, x, y);
            }
        }

        private readonly double Score(int division, int row, float* sums)
        {
            var members = Kernel.Members;
            var own = members.Columns[division * Kernel.Count + row];
            if (members.Sizes[own] == 1) return 0;
            var within = (double)sums[own] / (members.Sizes[own] - 1);
            var nearest = double.PositiveInfinity;
            for (var column = members.FirstColumns[division]; column < members.FirstColumns[division + 1]; column++)
                if (column != own && members.Sizes[column] > 0) nearest = Math.Min(nearest, (double)sums[column] / members.Sizes[column]);
            var larger = Math.Max(within, nearest);
            return larger > 0 && double.IsFinite(nearest) ? (nearest - within) / larger : 0;
        }
    }
}
