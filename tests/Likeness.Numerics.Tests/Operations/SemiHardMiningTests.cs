using FsCheck;
using FsCheck.Fluent;
using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;

namespace Likeness.Numerics.Tests.Operations;

public sealed class SemiHardMiningTests : IDisposable
{
    // Few different distances and labels, so that ties, lonely labels and batches of one label come up.
    private static readonly Gen<(int Count, int Labels, int Seed, int Levels)> Batches =
        from count in Gen.Choose(1, 24)
        from labels in Gen.Choose(1, 5)
        from seed in Gen.Choose(0, 9999)
        from levels in Gen.Choose(2, 30)
        select (count, labels, seed, levels);

    // Thousands of small batches: threads would spend the time waiting for one another.
    private readonly WorkerTeam team = new(1);
    private readonly SemiHardMining mining = new();

    public void Dispose() => team.Dispose();

    [Fact]
    public void It_finds_what_the_plain_definition_finds() => ForAll((distances, labels, found) => found.SequenceEqual(TripletReference.Mine(distances, labels)));

    [Fact]
    public void A_positive_shares_the_anchors_label_and_a_negative_never_does() => ForAll((_, labels, found) => found.All(t =>
        t.Anchor != t.Positive && labels[t.Anchor] == labels[t.Positive] && labels[t.Anchor] != labels[t.Negative]));

    [Fact]
    public void Every_pair_of_a_label_has_one_triplet_unless_there_is_no_other_label() => ForAll((_, labels, found) =>
    {
        var pairs = labels.Distinct().Count() < 2 ? 0 : labels.GroupBy(label => label).Sum(group => group.Count() * (group.Count() - 1));
        return found.Count == pairs && found.Select(t => (t.Anchor, t.Positive)).Distinct().Count() == pairs;
    });

    [Fact]
    public void No_negative_lies_between_the_positive_and_the_chosen_one() => ForAll((distances, labels, found) => found.All(t =>
    {
        var (own, chosen) = (distances[t.Anchor * labels.Length + t.Positive], distances[t.Anchor * labels.Length + t.Negative]);
        var others = Enumerable.Range(0, labels.Length).Where(i => labels[i] != labels[t.Anchor]).Select(i => distances[t.Anchor * labels.Length + i]).ToList();
        return chosen > own ? !others.Exists(d => d > own && d < chosen) : chosen == others.Max();
    }));

    [Theory]
    [InlineData(2f, 1)] // of 3 and 4 beyond 2 the nearer
    [InlineData(3f, 2)] // not the one at the same distance
    [InlineData(9f, 2)] // none is beyond: the farthest
    public void Of_three_negatives_it_takes_the_mildest_that_still_teaches(float positive, int negative)
    {
        // Item 0 is the anchor, 4 its positive; 1, 2, 3 lie at 3, 4, 1.
        using var distances = Tensor.Zeros(new Shape(5, 5));
        new[] { 0, 3f, 4f, 1f, positive }.CopyTo(distances.Span);
        Assert.Equal(new Triplet(0, 4, negative), mining.Mine(team, distances, [7, 1, 2, 1, 7])[0]);
    }

    [Fact]
    public void Distances_that_are_no_numbers_are_survived()
    {
        using var distances = new Tensor(new Shape(4, 4));
        distances.Span.Fill(float.NaN);
        Assert.Equal([new(0, 1, 2), new(1, 0, 2), new(2, 3, 0), new(3, 2, 0)], mining.Mine(team, distances, [0, 0, 1, 1]).ToArray());
    }

    [Fact]
    public void Threads_change_nothing()
    {
        using var three = new WorkerTeam(3);
        using var distances = new Tensor(new Shape(60, 60));
        var random = new Random(8);
        foreach (ref var distance in distances.Span) distance = random.Next(9);
        int[] labels = [.. Enumerable.Range(0, 60).Select(_ => random.Next(6))];
        Assert.Equal(mining.Mine(team, distances, labels).ToArray(), new SemiHardMining().Mine(three, distances, labels).ToArray());
    }

    [Fact]
    public void Labels_that_do_not_fit_are_refused()
    {
        using var distances = Tensor.Zeros(new Shape(3, 3));
        Assert.Throws<ArgumentException>(() => mining.Mine(team, distances, [1, 2]).Length);
    }

    private void ForAll(Func<float[], int[], List<Triplet>, bool> holds) => Prop.ForAll(Batches.ToArbitrary(), batch =>
    {
        var random = new Random(batch.Seed);
        int[] labels = [.. Enumerable.Range(0, batch.Count).Select(_ => random.Next(batch.Labels))];
        using var distances = new Tensor(new Shape(batch.Count, batch.Count));
        foreach (ref var distance in distances.Span) distance = random.Next(batch.Levels) / 8f;
        return holds(distances.Span.ToArray(), labels, [.. mining.Mine(team, distances, labels)]);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
