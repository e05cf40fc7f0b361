using Likeness.Neural.Training.Triplets;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Randomness;

namespace Likeness.Training.Triplets;

/// <summary>
/// Items of a material in batches: balanced and perhaps mirrored to learn from, or all in their order. An item that goes away meanwhile is left out; so is a batch to learn from of which no triplet is left.
/// </summary>
internal sealed unsafe class LabelledBatches : ILabelledBatchSource
{
    private const ulong FlipStream = 0x666c6970;

    private readonly TripletMaterial material;
    private readonly int[] items;
    private readonly int[] labels;
    private readonly BalancedBatches? balanced;
    private readonly WorkerTeam team;
    private IReadOnlyList<int[]> batches;
    private readonly List<int> shown = [];
    private bool[] mirrored = [];
    private bool[] present = [];
    private long? flipSeed;
    private int next;
    private ulong epoch;

    private LabelledBatches(TripletMaterial material, int[] items, int[] labels, WorkerTeam team, BalancedBatches? balanced, IReadOnlyList<int[]> batches, int largest)
    {
        (this.material, this.items, this.labels, this.team, this.balanced, this.batches) = (material, items, labels, team, balanced, batches);
        LargestBatch = largest;
    }

    public int Count { get; private set; }

    public int LargestBatch { get; }

    /// <summary>The items that the epoch has shown so far: indexes into those that it was given.</summary>
    public IReadOnlyList<int> Shown => shown;

    /// <summary>Balanced batches of an epoch's own.</summary>
    /// <param name="material">Where the items are.</param>
    /// <param name="items">Those to learn from.</param>
    /// <param name="labels">The number of the label of each of them.</param>
    /// <param name="balanced">Deals them.</param>
    /// <param name="flipSeed">What decides which items are mirrored; null for none.</param>
    /// <param name="team">Who reads.</param>
    public static LabelledBatches Balanced(TripletMaterial material, int[] items, int[] labels, BalancedBatches balanced, long? flipSeed, WorkerTeam team) =>
        new(material, items, labels, team, balanced, [], balanced.LabelsPerBatch * balanced.ItemsPerLabel) { flipSeed = flipSeed };

    /// <summary>All items in their order.</summary>
    public static LabelledBatches InOrder(TripletMaterial material, int[] items, int batchSize, WorkerTeam team)
    {
        int[][] batches = [.. Enumerable.Range(0, items.Length).Chunk(batchSize)];
        return new LabelledBatches(material, items, new int[items.Length], team, balanced: null, batches, Math.Min(batchSize, items.Length));
    }

    public void BeginEpoch(int epoch)
    {
        if (balanced is not null) batches = balanced.Of(epoch);
        Count = batches.Sum(batch => batch.Length);
        this.epoch = (ulong)epoch;
        next = 0;
        shown.Clear();
    }

    public int Read(Span<float> batch, Span<int> labels, CancellationToken cancellationToken)
    {
        while (next < batches.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Fill(batch, labels);
            if (balanced is null ? count > 0 : HasTriplets(labels[..count])) return count;
        }

        return 0;
    }

    /// <summary>Whether two items share a label and a third has another.</summary>
    private static bool HasTriplets(ReadOnlySpan<int> labels)
    {
        var counts = new Dictionary<int, int>();
        foreach (var label in labels) counts[label] = counts.GetValueOrDefault(label) + 1;
        return counts.Count > 1 && counts.Values.Any(count => count > 1);
    }

    private int Fill(Span<float> batch, Span<int> labels)
    {
        var chosen = batches[next];
        if (present.Length < chosen.Length) (mirrored, present) = (new bool[LargestBatch], new bool[LargestBatch]);
        if (flipSeed is { } seed)
        {
            var random = new Xoshiro256((ulong)seed, epoch, (ulong)next, FlipStream);
            for (var i = 0; i < chosen.Length; i++) mirrored[i] = (long)random.NextUInt64() < 0;
        }

        next++;
        fixed (float* numbers = batch) team.For(chosen.Length, new FillWork { Batches = this, Chosen = chosen, Numbers = numbers });
        var count = 0;
        for (var i = 0; i < chosen.Length; i++)
        {
            if (!present[i]) continue;
            if (count < i) batch.Slice(i * material.Length, material.Length).CopyTo(batch[(count * material.Length)..]);
            labels[count++] = this.labels[chosen[i]];
            shown.Add(chosen[i]);
        }

        return count;
    }

    private struct FillWork : IWork
    {
        public LabelledBatches Batches;
        public int[] Chosen;
        public float* Numbers;

        public readonly void Run(int start, int end, int worker)
        {
            var material = Batches.material;
            for (var i = start; i < end; i++)
                Batches.present[i] = material.Fill(Batches.items[Chosen[i]], Batches.mirrored[i], new Span<float>(Numbers + (nint)i * material.Length, material.Length), worker);
        }
    }
}
