using Likeness.Numerics.Randomness;

namespace Likeness.Neural.Training;

/// <summary>
/// Divides labelled items into batches of several labels with several items each, so that every batch has triplets. Each epoch deals every
/// label's items anew, by seed and epoch alone: first into groups of one label, then the groups into batches of different labels, those
/// with most groups left first. Every item comes at least once; to fill a last group or a last batch some come again.
/// </summary>
public sealed class BalancedBatches
{
    /// <summary>The smallest batch: two items of each of two labels.</summary>
    public const int LeastItems = 4;

    private const int LeastPerLabel = 4;
    private const ulong Stream = 0x747269706c6574;

    private readonly int[][] members;
    private readonly long seed;

    /// <summary>Prepares the batches.</summary>
    /// <param name="labels">The number of each item's label, from 0; a label with one item is left out.</param>
    /// <param name="batchSize">The most items in a batch, at least <see cref="LeastItems"/>.</param>
    /// <param name="seed">Of the order; 0 or more.</param>
    /// <exception cref="WrongSettingsException">The batch is too small, or fewer than two labels have two items.</exception>
    public BalancedBatches(ReadOnlySpan<int> labels, int batchSize, long seed)
    {
        CheckBatch(batchSize);
        var byLabel = new SortedDictionary<int, List<int>>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (!byLabel.TryGetValue(labels[i], out var items)) byLabel[labels[i]] = items = [];
            items.Add(i);
        }

        members = [.. byLabel.Values.Where(items => items.Count > 1).Select(items => items.ToArray())];
        LeftOut = [.. byLabel.Where(label => label.Value.Count == 1).Select(label => label.Key)];
        if (members.Length < 2)
            throw new WrongSettingsException(
                $"{members.Length} labels have at least two items to learn from; triplets need two such labels.");
        LabelsPerBatch = Math.Min(members.Length, Math.Max(2, batchSize / LeastPerLabel));
        ItemsPerLabel = batchSize / LabelsPerBatch;
        this.seed = seed;
    }

    /// <summary>Labels that are left out because they have a single item.</summary>
    public IReadOnlyList<int> LeftOut { get; }

    /// <summary>Different labels in every batch.</summary>
    public int LabelsPerBatch { get; }

    /// <summary>Items of each of them; fewer of a label that has not so many.</summary>
    public int ItemsPerLabel { get; }

    /// <summary>Refuses a batch that has no triplet, before any work.</summary>
    /// <param name="batchSize">The most items in a batch.</param>
    /// <exception cref="WrongSettingsException">It is below <see cref="LeastItems"/>.</exception>
    public static void CheckBatch(int batchSize)
    {
        if (batchSize < LeastItems)
            throw new WrongSettingsException($"batch is {batchSize}; triplets need at least {LeastItems}, two of each of two labels.");
    }

    /// <summary>The batches of an epoch, each a list of items.</summary>
    /// <param name="epoch">From 0.</param>
    public IReadOnlyList<int[]> Of(int epoch)
    {
        var random = new Xoshiro256((ulong)seed, (ulong)epoch, Stream);
        var groups = new Queue<int[]>[members.Length];
        for (var label = 0; label < members.Length; label++) groups[label] = new Queue<int[]>(Deal(label, ref random));
        var order = new int[members.Length];
        var batches = new List<int[]>();
        while (Array.Exists(groups, left => left.Count > 0))
        {
            for (var i = 0; i < order.Length; i++) order[i] = i;
            random.Shuffle<int>(order);
            var batch = new List<int>(LabelsPerBatch * ItemsPerLabel);
            // The sort keeps the random order of equals.
            foreach (var label in order.OrderByDescending(label => groups[label].Count).Take(LabelsPerBatch))
            {
                if (groups[label].Count == 0) groups[label] = new Queue<int[]>(Deal(label, ref random).Take(1));
                batch.AddRange(groups[label].Dequeue());
            }

            batches.Add([.. batch]);
        }

        // Otherwise the last batches of every epoch would be those of the largest labels.
        var shuffled = batches.ToArray();
        random.Shuffle<int[]>(shuffled);
        return shuffled;
    }

    private List<int[]> Deal(int label, ref Xoshiro256 random)
    {
        var shuffled = (int[])members[label].Clone();
        random.Shuffle<int>(shuffled);
        var size = Math.Min(ItemsPerLabel, shuffled.Length);
        var groups = new List<int[]>();
        for (var start = 0; start < shuffled.Length; start += size)
        {
            var group = new int[size];
            for (var i = 0; i < size; i++) group[i] = shuffled[(start + i) % shuffled.Length];
            groups.Add(group);
        }

        return groups;
    }
}
