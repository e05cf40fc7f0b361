using FsCheck;
using FsCheck.Fluent;
using Likeness.Neural.Training;

namespace Likeness.Neural.Tests.Training;

public sealed class BalancedBatchesTests
{
    // Labels of very different sizes, some with one item.
    private static readonly Gen<(int[] Labels, int Batch, int Seed)> Collections =
        from sizes in Gen.Choose(1, 30).NonEmptyListOf()
        from batch in Gen.Choose(BalancedBatches.LeastItems, 70)
        from seed in Gen.Choose(0, 999)
        where sizes.Count(size => size > 1) >= 2
        select (Shuffled(sizes, seed), batch, seed);

    [Fact]
    public void Every_batch_has_several_labels_with_several_items_and_no_item_twice() => ForAll((labels, batches, epoch) => epoch.All(batch =>
    {
        var groups = batch.GroupBy(item => labels[item]).ToList();
        return batch.Distinct().Count() == batch.Length && groups.Count == batches.LabelsPerBatch
            && groups.TrueForAll(group => group.Count() == Math.Min(batches.ItemsPerLabel, labels.Count(label => label == group.Key)));
    }));

    [Fact]
    public void A_batch_is_never_larger_than_asked_for() => Prop.ForAll(Collections.ToArbitrary(), c =>
        new BalancedBatches(c.Labels, c.Batch, c.Seed).Of(1).All(batch => batch.Length <= c.Batch)).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Every_item_comes_in_every_epoch_but_those_left_out() => ForAll((labels, batches, epoch) =>
        epoch.SelectMany(batch => batch).Distinct().Order().SequenceEqual(Enumerable.Range(0, labels.Length).Where(item => !batches.LeftOut.Contains(labels[item]))));

    [Fact]
    public void Labels_of_one_item_are_left_out_and_named() => ForAll((labels, batches, _) =>
        batches.LeftOut.SequenceEqual(labels.GroupBy(label => label).Where(group => group.Count() == 1).Select(group => group.Key).Order()));

    [Fact]
    public void Labels_of_one_size_come_about_once_an_epoch()
    {
        int[] labels = [.. Enumerable.Range(0, 8 * 160).Select(i => i % 8)];
        var epoch = new BalancedBatches(labels, 64, 5).Of(3);
        Assert.Equal(labels.Length / 64, epoch.Count);
        Assert.Equal(labels.Length, epoch.SelectMany(batch => batch).Distinct().Count());
    }

    [Fact]
    public void Seed_and_epoch_decide_and_nothing_else()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i % 7)];
        var batches = new BalancedBatches(labels, 16, 5);
        var first = batches.Of(2);
        Assert.NotEqual(first, batches.Of(3));
        Assert.Equal(first, batches.Of(2));
        Assert.Equal(first, new BalancedBatches(labels, 16, 5).Of(2));
        Assert.NotEqual(first, new BalancedBatches(labels, 16, 6).Of(2));
    }

    [Theory]
    [InlineData(64, 8, 8, 8)]
    [InlineData(32, 8, 8, 4)]
    [InlineData(64, 2, 2, 32)]
    [InlineData(64, 100, 16, 4)]
    [InlineData(4, 3, 2, 2)]
    [InlineData(7, 3, 2, 3)]
    public void A_batch_is_shared_by_as_many_labels_as_leave_each_four(int batch, int labels, int perBatch, int each)
    {
        var batches = new BalancedBatches([.. Enumerable.Range(0, labels * 40).Select(i => i % labels)], batch, 1);
        Assert.Equal((perBatch, each), (batches.LabelsPerBatch, batches.ItemsPerLabel));
    }

    [Fact]
    public void What_gives_no_triplets_is_refused()
    {
        Assert.Contains("batch is 3", Assert.Throws<WrongSettingsException>(() => new BalancedBatches([0, 0, 1, 1], 3, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("1 labels have at least two", Assert.Throws<WrongSettingsException>(() => new BalancedBatches([0, 0, 1, 2], 8, 1)).Message, StringComparison.Ordinal);
    }

    private static void ForAll(Func<int[], BalancedBatches, IReadOnlyList<int[]>, bool> holds) => Prop.ForAll(Collections.ToArbitrary(), c =>
    {
        var batches = new BalancedBatches(c.Labels, c.Batch, c.Seed);
        return holds(c.Labels, batches, batches.Of(c.Seed % 3));
    }).Check(Config.QuickThrowOnFailure);

    private static int[] Shuffled(IEnumerable<int> sizes, int seed)
    {
        int[] labels = [.. sizes.SelectMany((size, label) => Enumerable.Repeat(label, size))];
        new Random(seed).Shuffle(labels);
        return labels;
    }
}
