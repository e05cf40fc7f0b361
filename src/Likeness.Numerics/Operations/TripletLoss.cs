using System.Runtime.CompilerServices;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>
/// The mean over triplets of max(0, d(anchor, positive) − d(anchor, negative) + margin); triplets that lose nothing count too. Its gradient
/// is a weighted sum of differences of vectors: first the weight of each pair is gathered from all triplets, in their order, then each
/// vector's gradient is summed by one thread, so that the numbers do not depend on how many there are.
/// </summary>
/// <remarks>K. Q. Weinberger and L. K. Saul, 2009; F. Schroff, D. Kalenichenko and J. Philbin, 2015.</remarks>
/// <param name="margin">How much farther the negative has to be, above 0.</param>
/// <param name="distance">By which distance.</param>
public sealed unsafe class TripletLoss(float margin, TripletDistance distance = TripletDistance.Squared)
{
    private float[] weights = [];

    /// <summary>How many triplets of the last batch lost something.</summary>
    public int Active { get; private set; }

    /// <summary>Computes the loss and, where wanted, its gradient.</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="vectors">(count, dimensions).</param>
    /// <param name="squaredDistances">(count, count), theirs, from <see cref="PairwiseDistances"/>.</param>
    /// <param name="triplets">Rows of the batch, at least one triplet.</param>
    /// <param name="gradient">Receives the gradient with respect to the vectors; null where nobody wants it.</param>
    /// <returns>≥ 0, or NaN where a vector holds one.</returns>
    /// <exception cref="ArgumentException">There are no triplets.</exception>
    public double Run(WorkerTeam team, Tensor vectors, Tensor squaredDistances, ReadOnlySpan<Triplet> triplets, Tensor? gradient)
    {
        if (triplets.IsEmpty)
            throw new ArgumentException(
                "A triplet loss needs at least one triplet; a batch has to hold two items of one label and one of another.",
                nameof(triplets));
        var count = vectors.Shape[0];
        if (weights.Length < count * count) weights = new float[count * count];
        weights.AsSpan(0, count * count).Clear();
        var sum = 0.0;
        Active = 0;
        foreach (var triplet in triplets)
        {
            var positive = At(squaredDistances, triplet.Anchor, triplet.Positive);
            var negative = At(squaredDistances, triplet.Anchor, triplet.Negative);
            var excess = (double)positive - negative + margin;
            // Told so that NaN counts as active: it has to reach the sum.
            if (excess <= 0) continue;
            sum += excess;
            Active++;
            if (gradient is null) continue;
            Weigh(count, triplet.Anchor, triplet.Positive, SlopeOf(positive) / triplets.Length);
            Weigh(count, triplet.Anchor, triplet.Negative, -SlopeOf(negative) / triplets.Length);
        }

        if (gradient is not null) Gather(team, vectors, gradient);
        return sum / triplets.Length;
    }

    private float At(Tensor squared, int row, int column)
    {
        var value = squared.Pointer[(nint)row * squared.Shape[1] + column];
        return distance == TripletDistance.Squared ? value : MathF.Sqrt(value);
    }

    /// <summary>
    /// What the difference of two vectors is multiplied by in the gradient of their distance; where they are the same it has none, and 0 is
    /// taken.
    /// </summary>
    private float SlopeOf(float value) => distance == TripletDistance.Squared ? 2 : value == 0 ? 0 : 1 / value;

    private void Weigh(int count, int a, int b, float weight)
    {
        weights[a * count + b] += weight;
        weights[b * count + a] += weight;
    }

    private void Gather(WorkerTeam team, Tensor vectors, Tensor gradient)
    {
        fixed (float* pairs = weights)
        {
            var loop = new GatherLoop
            {
                Team = team, Count = vectors.Shape[0], Dimensions = vectors.Shape[1], Vectors = vectors.Pointer, Weights = pairs,
                Gradient = gradient.Pointer,
            };
            SimdPath.Run(ref loop);
        }
    }

    private struct GatherLoop : ISimdLoop
    {
        public WorkerTeam Team;
        public int Count;
        public int Dimensions;
        public float* Vectors;
        public float* Weights;
        public float* Gradient;

        public readonly void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector> =>
            Team.For(Count, new RowWork<TVector, TSimd> { Loop = this });
    }

    /// <summary>gradient[i] = Σ over j of weight[i, j] · (xᵢ − xⱼ).</summary>
    private struct RowWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public GatherLoop Loop;

        public readonly void Run(int start, int end, int worker)
        {
            for (var row = start; row < end; row++) Row(Loop, row);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Row(in GatherLoop loop, int row)
        {
            var (count, dimensions) = (loop.Count, loop.Dimensions);
            var x = loop.Vectors + (nint)row * dimensions;
            var pairs = loop.Weights + (nint)row * count;
            var to = loop.Gradient + (nint)row * dimensions;
            var i = 0;
            for (; i + TSimd.Width <= dimensions; i += TSimd.Width)
            {
                var own = TSimd.Load(x + i);
                TVector sum = default;
                for (var other = 0; other < count; other++)
                {
                    if (pairs[other] == 0) continue;
                    sum = TSimd.MultiplyAdd(
                        TSimd.Broadcast(pairs[other]), TSimd.Subtract(own, TSimd.Load(loop.Vectors + (nint)other * dimensions + i)), sum);
                }

                TSimd.Store(sum, to + i);
            }

            for (; i < dimensions; i++)
            {
                var sum = 0f;
                for (var other = 0; other < count; other++) sum += pairs[other] * (x[i] - loop.Vectors[(nint)other * dimensions + i]);
                to[i] = sum;
            }
        }
    }
}

/// <summary>By which distance a triplet loss measures.</summary>
public enum TripletDistance
{
    /// <summary>The square of the Euclidean distance.</summary>
    Squared,

    /// <summary>The Euclidean distance.</summary>
    Euclidean,
}
