using Likeness.Neural.Training.Triplets;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Randomness;

namespace Likeness.Training.Triplets;

/// <summary>Items of a material in batches: balanced and perhaps mirrored to learn from, or all in their order.</summary>
internal sealed unsafe class LabelledBatches : ILabelledBatchSource
{
    private const ulong FlipStream = 0x666c6970;

    private readonly TripletMaterial material;
    private readonly int[] items;
    private readonly int[] labels;
    private readonly BalancedBatches? balanced;
    private readonly WorkerTeam team;
    private IReadOnlyList<int[]> batches;
    private bool[] mirrored = [];
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
    }

    public int Read(Span<float> batch, Span<int> labels, CancellationToken cancellationToken)
    {
        if (next == batches.Count) return 0;
        cancellationToken.ThrowIfCancellationRequested();
        var chosen = batches[next];
        if (mirrored.Length < chosen.Length) mirrored = new bool[LargestBatch];
        if (flipSeed is { } seed)
        {
            var random = new Xoshiro256((ulong)seed, epoch, (ulong)next, FlipStream);
            for (var i = 0; i < chosen.Length; i++) mirrored[i] = (long)random.NextUInt64() < 0;
        }

        next++;
        for (var i = 0; i < chosen.Length; i++) labels[i] = this.labels[chosen[i]];
        fixed (float* numbers = batch) team.For(chosen.Length, new FillWork { Batches = this, Chosen = chosen, Numbers = numbers });
        return chosen.Length;
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
                material.Fill(Batches.items[Chosen[i]], Batches.mirrored[i], new Span<float>(Numbers + (nint)i * material.Length, material.Length), worker);
        }
    }
}
