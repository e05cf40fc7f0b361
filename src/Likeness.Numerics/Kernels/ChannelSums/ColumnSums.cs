using System.Numerics.Tensors;
using Likeness.Numerics.Parallelism;

namespace Likeness.Numerics.Kernels.ChannelSums;

/// <summary>sums[c] = Σ over rows of matrix[row, c], for few rows and any number of columns.</summary>
public static unsafe class ColumnSums
{
    /// <summary>Sums the columns of (rows, columns) into (columns).</summary>
    public static void Run(WorkerTeam team, Tensor matrix, Tensor sums) =>
        team.For(Chunks.Count(sums.Count), new ChunkWork { Rows = matrix.Shape[0], Columns = sums.Count, Matrix = matrix.Pointer, Sums = sums.Pointer });

    private struct ChunkWork : IWork
    {
        public int Rows;
        public long Columns;
        public float* Matrix;
        public float* Sums;

        public readonly void Run(int start, int end, int worker)
        {
            for (var chunk = start; chunk < end; chunk++)
            {
                var at = (long)chunk * Chunks.Length;
                var count = Chunks.LengthOf(chunk, Columns);
                var sums = new Span<float>(Sums + at, count);
                new ReadOnlySpan<float>(Matrix + at, count).CopyTo(sums);
                for (var row = 1; row < Rows; row++) TensorPrimitives.Add(sums, new ReadOnlySpan<float>(Matrix + row * Columns + at, count), sums);
            }
        }
    }
}
