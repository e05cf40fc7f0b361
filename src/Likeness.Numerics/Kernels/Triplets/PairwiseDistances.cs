using System.Runtime.CompilerServices;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.Triplets;

/// <summary>
/// The squares of the Euclidean distances between all vectors of a batch. Differences are taken before they are squared, because the small distances decide. Both halves of
/// the matrix are written, from one computation, so that it is symmetric bit for bit.
/// </summary>
public static unsafe class PairwiseDistances
{
    /// <summary>distances[i, j] = Σ (xᵢ − xⱼ)².</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="vectors">(count, dimensions).</param>
    /// <param name="distances">Receives (count, count).</param>
    public static void Squared(WorkerTeam team, Tensor vectors, Tensor distances)
    {
        var kernel = new PairKernel
        {
            Team = team, Count = vectors.Shape[0], Dimensions = checked((int)(vectors.Count / vectors.Shape[0])), Vectors = vectors.Pointer, Distances = distances.Pointer,
        };
        SimdPath.Run(ref kernel);
    }

    private struct PairKernel : ISimdKernel
    {
        public WorkerTeam Team;
        public int Count;
        public int Dimensions;
        public float* Vectors;
        public float* Distances;

        public readonly void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector> =>
            Team.For(Count, new RowWork<TVector, TSimd> { Kernel = this });
    }

    private struct RowWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public PairKernel Kernel;

        public readonly void Run(int start, int end, int worker)
        {
            for (var row = start; row < end; row++) Row(Kernel.Vectors, Kernel.Distances, Kernel.Count, Kernel.Dimensions, row);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Row(float* vectors, float* distances, int count, int dimensions, int row)
        {
            var a = vectors + (nint)row * dimensions;
            distances[(nint)row * count + row] = 0;
            for (var other = row + 1; other < count; other++)
            {
                var b = vectors + (nint)other * dimensions;
                TVector sum = default;
                var i = 0;
                for (; i + TSimd.Width <= dimensions; i += TSimd.Width)
                {
                    var difference = TSimd.Subtract(TSimd.Load(a + i), TSimd.Load(b + i));
                    sum = TSimd.MultiplyAdd(difference, difference, sum);
                }

                var total = TSimd.Sum(sum);
                for (; i < dimensions; i++) total += (a[i] - b[i]) * (a[i] - b[i]);
                distances[(nint)row * count + other] = total;
                distances[(nint)other * count + row] = total;
            }
        }
    }
}
