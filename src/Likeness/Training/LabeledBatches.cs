using Likeness.Imaging.Batches;
using Likeness.Neural.Training;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Randomness;

namespace Likeness.Training;

/// <summary>
/// Items in batches: balanced and perhaps mirrored to learn from, or all in their order. An item that is gone or goes away meanwhile is
/// left out; so is a batch to learn from of which no triplet is left.
/// </summary>
internal sealed unsafe class LabeledBatches : IBatchSource
{
    private const ulong FlipStream = 0x666c6970;

    private readonly LabeledItems items;
    private readonly int[] chosen;
    private readonly int[] labels;
    private readonly BalancedBatches? balanced;
    private readonly WorkerTeam team;
    private readonly List<int> shown = [];
    private readonly bool[] mirrored;
    private readonly bool[] present;
    private IReadOnlyList<int[]> batches;
    private long? flipSeed;
    private ulong epoch;

    private LabeledBatches(
        LabeledItems items, int[] chosen, int[] labels, WorkerTeam team, BalancedBatches? balanced, IReadOnlyList<int[]> batches,
        int largest)
    {
        (this.items, this.chosen, this.labels, this.team, this.balanced, this.batches) = (items, chosen, labels, team, balanced, batches);
        LargestBatch = largest;
        (mirrored, present) = (new bool[largest], new bool[largest]);
    }

    public int Count { get; private set; }

    public int LargestBatch { get; }

    public bool HasLabels => balanced is not null;

    public int NextBatch { get; private set; }

    /// <summary>The items that the epoch has shown so far: indexes into those that it was given.</summary>
    public IReadOnlyList<int> Shown => shown;

    /// <summary>Balanced batches of an epoch's own.</summary>
    /// <param name="items">Where the items are.</param>
    /// <param name="chosen">Those to learn from; <see cref="BatchLoader.Gone"/> for one that is not there and keeps its place.</param>
    /// <param name="labels">The number of the label of each of them.</param>
    /// <param name="balanced">Deals them.</param>
    /// <param name="flipSeed">What decides which items are mirrored; null for none.</param>
    /// <param name="team">Who reads.</param>
    public static LabeledBatches Balanced(
        LabeledItems items, int[] chosen, int[] labels, BalancedBatches balanced, long? flipSeed, WorkerTeam team) =>
        new(items, chosen, labels, team, balanced, [], balanced.LabelsPerBatch * balanced.ItemsPerLabel) { flipSeed = flipSeed };

    /// <summary>All items in their order, without labels.</summary>
    /// <param name="items">Where the items are.</param>
    /// <param name="chosen">Which of them, at least one; <see cref="BatchLoader.Gone"/> for one that is left out.</param>
    /// <param name="batchSize">Items at a time.</param>
    /// <param name="team">Who reads.</param>
    public static LabeledBatches InOrder(LabeledItems items, int[] chosen, int batchSize, WorkerTeam team)
    {
        int[][] batches = [.. Enumerable.Range(0, chosen.Length).Chunk(batchSize)];
        return new LabeledBatches(items, chosen, [], team, balanced: null, batches, Math.Min(batchSize, chosen.Length));
    }

    public void BeginEpoch(int epoch, int firstBatch = 0)
    {
        if (balanced is not null) batches = balanced.Of(epoch);
        Count = batches.Sum(batch => batch.Length);
        this.epoch = (ulong)epoch;
        NextBatch = firstBatch;
        shown.Clear();
    }

    public int Read(Span<float> pictures, Span<int> labels, CancellationToken cancellationToken)
    {
        while (NextBatch < batches.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Fill(pictures, labels);
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

    private int Fill(Span<float> pictures, Span<int> labels)
    {
        var batch = batches[NextBatch];
        if (flipSeed is { } seed)
        {
            var random = new Xoshiro256((ulong)seed, epoch, (ulong)NextBatch, FlipStream);
            for (var i = 0; i < batch.Length; i++) mirrored[i] = (long)random.NextUInt64() < 0;
        }

        NextBatch++;
        fixed (float* numbers = pictures) team.For(batch.Length, new FillWork { Batches = this, Batch = batch, Numbers = numbers });
        var count = 0;
        for (var i = 0; i < batch.Length; i++)
        {
            if (!present[i]) continue;
            if (count < i) pictures.Slice(i * items.Length, items.Length).CopyTo(pictures[(count * items.Length)..]);
            if (balanced is not null) labels[count] = this.labels[batch[i]];
            count++;
            shown.Add(batch[i]);
        }

        return count;
    }

    private struct FillWork : IWork
    {
        public LabeledBatches Batches;
        public int[] Batch;
        public float* Numbers;

        public readonly void Run(int start, int end, int worker)
        {
            var items = Batches.items;
            for (var i = start; i < end; i++)
            {
                var item = Batches.chosen[Batch[i]];
                var numbers = new Span<float>(Numbers + (nint)i * items.Length, items.Length);
                Batches.present[i] = item != BatchLoader.Gone && items.Fill(item, Batches.mirrored[i], numbers, worker);
            }
        }
    }
}

/// <summary>Labels as numbers from 0, in the order of their names, so that nothing depends on the order of the pictures.</summary>
internal sealed class LabelNumbers
{
    private readonly Dictionary<string, int> numberOf = new(StringComparer.Ordinal);

    public LabelNumbers(IEnumerable<string?> labels)
    {
        Names = [.. labels.Select(label => label!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        for (var i = 0; i < Names.Count; i++) numberOf[Names[i]] = i;
    }

    /// <summary>The label of each number.</summary>
    public IReadOnlyList<string> Names { get; }

    public int this[string label] => numberOf[label];

    /// <summary>Refuses labels that give no triplet, before any work.</summary>
    /// <exception cref="UnusableInputException">Fewer than two labels have two pictures.</exception>
    public static void RequirePairs(IReadOnlyList<string> labels)
    {
        var counts = labels.CountBy(label => label, StringComparer.Ordinal).ToList();
        var pairs = counts.Count(label => label.Value > 1);
        if (pairs >= 2) return;
        throw new UnusableInputException(
            $"The {labels.Count} pictures have {counts.Count} labels, of which {pairs} {(pairs == 1 ? "has" : "have")} two pictures "
            + "or more; to learn which pictures belong together takes at least two such labels. Give more pictures of each label.");
    }
}
