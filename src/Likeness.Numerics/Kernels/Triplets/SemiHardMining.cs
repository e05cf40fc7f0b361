using Likeness.Numerics.Parallelism;

namespace Likeness.Numerics.Kernels.Triplets;

/// <summary>
/// Chooses a negative for each pair of an anchor and a positive of a batch: the nearest negative that is farther from the anchor than the positive. Where all negatives are
/// nearer than the positive, the farthest of them: of those that are on the wrong side it is the mildest, and the hardest ones can pull all vectors into one point. At equal distance
/// the item that stands earlier is taken.
/// </summary>
/// <remarks>F. Schroff, D. Kalenichenko, J. Philbin, "FaceNet: A Unified Embedding for Face Recognition and Clustering", 2015, 3.2.</remarks>
public sealed unsafe class SemiHardMining
{
    private Triplet[] triplets = [];
    private int[] first = [];

    /// <summary>Finds the triplets of a batch.</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="distances">(count, count), from <see cref="PairwiseDistances"/>; only their order counts.</param>
    /// <param name="labels">The label of each item.</param>
    /// <returns>
    /// A triplet for each ordered pair of items with the same label, by anchor and positive, valid until the next call; none for an anchor without negatives.
    /// </returns>
    /// <exception cref="ArgumentException">There are not as many labels as items.</exception>
    public ReadOnlySpan<Triplet> Mine(WorkerTeam team, Tensor distances, ReadOnlySpan<int> labels)
    {
        var count = labels.Length;
        if (distances.Count != (long)count * count) throw new ArgumentException($"{count} labels do not fit distances of shape {distances.Shape}.", nameof(labels));
        if (first.Length < count + 1) first = new int[count + 1];
        for (var anchor = 0; anchor < count; anchor++) first[anchor + 1] = first[anchor] + PairsOf(anchor, labels);
        if (triplets.Length < first[count]) triplets = new Triplet[first[count]];
        fixed (int* labelled = labels)
        fixed (int* starts = first)
        fixed (Triplet* found = triplets)
            team.For(count, new AnchorWork { Count = count, Distances = distances.Pointer, Labels = labelled, First = starts, Triplets = found }, chunkSize: 4);
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
                    if (positive != anchor && Labels[positive] == Labels[anchor]) Triplets[next++] = new Triplet(anchor, positive, Negative(anchor, positive));
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
