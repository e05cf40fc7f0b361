using System.Runtime.CompilerServices;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>
/// The squares of the Euclidean distances between all vectors of a batch. Differences are taken before they are squared, because the small
/// distances decide. Both halves of the matrix are written, from one computation, so that it is symmetric bit for bit.
/// </summary>
public static unsafe class PairwiseDistances
{
    /// <summary>distances[i, j] = Σ (xᵢ − xⱼ)².</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="vectors">(count, dimensions).</param>
    /// <param name="distances">Receives (count, count).</param>
    public static void Squared(WorkerTeam team, Tensor vectors, Tensor distances)
    {
        var loop = new PairLoop
        {
            Team = team, Count = vectors.Shape[0], Dimensions = checked((int)(vectors.Count / vectors.Shape[0])),
            Vectors = vectors.Pointer, Distances = distances.Pointer,
        };
        SimdPath.Run(ref loop);
    }

    private struct PairLoop : ISimdLoop
    {
        public WorkerTeam Team;
        public int Count;
        public int Dimensions;
        public float* Vectors;
        public float* Distances;

        public readonly void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector> =>
            Team.For(Count, new RowWork<TVector, TSimd> { Loop = this });
    }

    private struct RowWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public PairLoop Loop;

        public readonly void Run(int start, int end, int worker)
        {
            for (var row = start; row < end; row++) Row(Loop.Vectors, Loop.Distances, Loop.Count, Loop.Dimensions, row);
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

/// <summary>
/// Chooses a negative for each pair of an anchor and a positive of a batch: the nearest negative that is farther from the anchor than the
/// positive. Where all negatives are nearer than the positive, the farthest of them: of those that are on the wrong side it is the mildest,
/// and the hardest ones can pull all vectors into one point. At equal distance the item that stands earlier is taken.
/// </summary>
/// <remarks>
/// F. Schroff, D. Kalenichenko, J. Philbin, "FaceNet: A Unified Embedding for Face Recognition and Clustering", 2015, 3.2.
/// </remarks>
public sealed unsafe class SemiHardMining
{
    private Triplet[] triplets = [];
    private int[] first = [];

    /// <summary>Finds the triplets of a batch.</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="distances">(count, count), from <see cref="PairwiseDistances"/>; only their order counts.</param>
    /// <param name="labels">The label of each item.</param>
    /// <returns>
    /// A triplet for each ordered pair of items with the same label, by anchor and positive, valid until the next call; none for an anchor
    /// without negatives.
    /// </returns>
    /// <exception cref="ArgumentException">There are not as many labels as items.</exception>
    public ReadOnlySpan<Triplet> Mine(WorkerTeam team, Tensor distances, ReadOnlySpan<int> labels)
    {
        var count = labels.Length;
        if (distances.Count != (long)count * count)
            throw new ArgumentException($"{count} labels do not fit distances of shape {distances.Shape}.", nameof(labels));
        if (first.Length < count + 1) first = new int[count + 1];
        for (var anchor = 0; anchor < count; anchor++) first[anchor + 1] = first[anchor] + PairsOf(anchor, labels);
        if (triplets.Length < first[count]) triplets = new Triplet[first[count]];
        fixed (int* labelled = labels)
        fixed (int* starts = first)
        fixed (Triplet* found = triplets)
            team.For(
                count, new AnchorWork { Count = count, Distances = distances.Pointer, Labels = labelled, First = starts, Triplets = found },
                chunkSize: 4);
        return triplets.AsSpan(0, first[count]);
    }

    private static int PairsOf(int anchor, ReadOnlySpan<int> labels)
    {
        var same = labels.Count(labels[anchor]);
        return same == labels.Length ? 0 : same - 1;
    }

    private struct AnchorWork : IWork
    {
        public int Count;
        public float* Distances;
        public int* Labels;
        public int* First;
        public Triplet* Triplets;

        public readonly void Run(int start, int end, int worker)
        {
            for (var anchor = start; anchor < end; anchor++)
            {
                var (next, stop) = (First[anchor], First[anchor + 1]);
                for (var positive = 0; next < stop; positive++)
                {
                    if (positive != anchor && Labels[positive] == Labels[anchor])
                        Triplets[next++] = new Triplet(anchor, positive, Negative(anchor, positive));
                }
            }
        }

        private readonly int Negative(int anchor, int positive)
        {
            var row = Distances + (nint)anchor * Count;
            var (beyond, farthest) = (-1, -1);
            for (var i = 0; i < Count; i++)
            {
                if (Labels[i] == Labels[anchor]) continue;
                if (row[i] > row[positive] && (beyond < 0 || row[i] < row[beyond])) beyond = i;
                if (farthest < 0 || row[i] > row[farthest]) farthest = i;
            }

            return beyond >= 0 ? beyond : farthest;
        }
    }
}

/// <summary>Three items of a batch, of which the anchor is meant to be nearer to the positive than to the negative.</summary>
/// <param name="Anchor">Its row in the batch.</param>
/// <param name="Positive">The row of another item with the anchor's label.</param>
/// <param name="Negative">The row of an item with another label.</param>
public readonly record struct Triplet(int Anchor, int Positive, int Negative);

/// <summary>The plain definitions, in float64, that mining and loss are tested against.</summary>
internal static class TripletReference
{
    /// <summary>The negative of each pair of an anchor and a positive, straight from the words of <see cref="SemiHardMining"/>.</summary>
    /// <param name="distances">(count, count), row by row.</param>
    /// <param name="labels">The label of each item.</param>
    public static List<Triplet> Mine(ReadOnlySpan<float> distances, ReadOnlySpan<int> labels)
    {
        var found = new List<Triplet>();
        var count = labels.Length;
        for (var anchor = 0; anchor < count; anchor++)
        for (var positive = 0; positive < count; positive++)
        {
            if (positive == anchor || labels[positive] != labels[anchor]) continue;
            var negatives = new List<(float Distance, int Item)>();
            for (var i = 0; i < count; i++)
            {
                if (labels[i] != labels[anchor]) negatives.Add((distances[anchor * count + i], i));
            }

            if (negatives.Count == 0) continue;
            var own = distances[anchor * count + positive];
            var beyond = negatives.Where(one => one.Distance > own).ToList();
            var negative = beyond.Count > 0 ? beyond.MinBy(one => one.Distance).Item : negatives.MaxBy(one => one.Distance).Item;
            found.Add(new Triplet(anchor, positive, negative));
        }

        return found;
    }

    /// <summary>The loss of each triplet.</summary>
    /// <param name="vectors">(count, dimensions), row by row.</param>
    /// <param name="dimensions">Numbers in a vector.</param>
    /// <param name="triplets">Rows.</param>
    /// <param name="margin">As <see cref="TripletLoss"/> has it.</param>
    /// <param name="distance">As TripletLoss has it.</param>
    public static double[] Losses(
        ReadOnlySpan<double> vectors, int dimensions, ReadOnlySpan<Triplet> triplets, double margin, TripletDistance distance)
    {
        var losses = new double[triplets.Length];
        for (var i = 0; i < losses.Length; i++)
        {
            var anchor = Row(vectors, triplets[i].Anchor, dimensions);
            var positive = Distance(anchor, Row(vectors, triplets[i].Positive, dimensions), distance);
            var negative = Distance(anchor, Row(vectors, triplets[i].Negative, dimensions), distance);
            losses[i] = Math.Max(0, positive - negative + margin);
        }

        return losses;
    }

    private static ReadOnlySpan<double> Row(ReadOnlySpan<double> vectors, int row, int dimensions) =>
        vectors.Slice(row * dimensions, dimensions);

    private static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b, TripletDistance distance)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return distance == TripletDistance.Squared ? sum : Math.Sqrt(sum);
    }
}
