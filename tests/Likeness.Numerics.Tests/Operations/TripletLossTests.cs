using FsCheck;
using FsCheck.Fluent;
using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;
using Likeness.Testing.Numbers;

namespace Likeness.Numerics.Tests.Operations;

public sealed class TripletLossTests : IDisposable
{
    private readonly WorkerTeam team = new(2);

    public static TheoryData<int, int, TripletDistance> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, TripletDistance>();
            foreach (var distance in Enum.GetValues<TripletDistance>())
            foreach (var (count, dimensions) in new[] { (3, 1), (6, 5), (9, 16), (12, 17), (8, 33), (20, 64) })
                cases.Add(count, dimensions, distance);
            return cases;
        }
    }

    public void Dispose() => team.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_and_gradient_are_those_of_the_plain_definition(int count, int dimensions, TripletDistance distance)
    {
        using var vectors = RandomNumbers.Tensor(new Shape(count, dimensions), seed: 3);
        var triplets = Triplets(count, seed: 4);
        using var gradient = GuardedTensor.ForOutput(vectors.Shape);
        var loss = new TripletLoss(0.3f, distance);
        var found = Run(loss, vectors, triplets, gradient.Tensor, team);
        gradient.CheckGuard();
        var numbers = Close.ToDouble(vectors.Span);
        var losses = TripletReference.Losses(numbers, dimensions, triplets, 0.3f, distance);
        Close.Check(losses.Average(), found, 1e-5);
        Assert.Equal(losses.Count(l => l > 0), loss.Active);
        Assert.InRange(loss.Active, 1, triplets.Length);
        Close.Check(
            CentralDifferences.Gradient(numbers, () => TripletReference.Losses(numbers, dimensions, triplets, 0.3f, distance).Average()), gradient.Span, 1e-5, "the gradient");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Distances_are_those_of_the_plain_definition_and_symmetric(int count, int dimensions, TripletDistance distance)
    {
        using var vectors = RandomNumbers.Tensor(new Shape(count, dimensions), seed: 5 + (int)distance);
        using var squared = GuardedTensor.ForOutput(new Shape(count, count));
        PairwiseDistances.Squared(team, vectors, squared.Tensor);
        squared.CheckGuard();
        var x = vectors.Span.ToArray();
        double[] expected = [.. from i in Enumerable.Range(0, count) from j in Enumerable.Range(0, count)
                                select Enumerable.Range(0, dimensions).Sum(d => ((double)x[i * dimensions + d] - x[j * dimensions + d]) * ((double)x[i * dimensions + d] - x[j * dimensions + d]))];
        Close.Check(expected, squared.Span, 1e-6);
        for (var i = 0; i < count; i++)
        for (var j = 0; j < count; j++)
            Close.SameBits([squared.Span[i * count + j]], [squared.Span[j * count + i]]);
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        using var vectors = RandomNumbers.Tensor(new Shape(31, 37), seed: 6);
        var triplets = Triplets(31, seed: 7);
        using var first = new Tensor(vectors.Shape);
        using var second = new Tensor(vectors.Shape);
        using var one = new WorkerTeam(1);
        using var three = new WorkerTeam(3);
        Assert.Equal(Run(new TripletLoss(1), vectors, triplets, first, one), Run(new TripletLoss(1), vectors, triplets, second, three));
        Close.SameBits(first.Span, second.Span);
    }

    [Fact]
    public void Beyond_the_margin_a_triplet_costs_and_moves_nothing()
    {
        using var one = new WorkerTeam(1);
        Prop.ForAll(Gen.Choose(0, 9999).ToArbitrary(), seed =>
        {
            using var vectors = RandomNumbers.Tensor(new Shape(6, 4), seed);
            // The negatives stand far away.
            for (var i = 4 * 4; i < 6 * 4; i++) vectors.Span[i] += 10;
            using var gradient = new Tensor(vectors.Shape);
            var loss = new TripletLoss(0.5f);
            var found = Run(loss, vectors, [new(0, 1, 4), new(2, 3, 5), new(1, 2, 4)], gradient, one);
            return found == 0 && loss.Active == 0 && gradient.Span.ToArray().All(value => value == 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    [Fact]
    public void Vectors_in_one_place_lose_the_margin_and_have_no_slope()
    {
        using var vectors = Tensor.From(new Shape(3, 2), [0.6f, 0.8f, 0.6f, 0.8f, 0.6f, 0.8f]);
        using var gradient = new Tensor(vectors.Shape);
        foreach (var distance in Enum.GetValues<TripletDistance>())
        {
            Close.Check(0.25, Run(new TripletLoss(0.25f, distance), vectors, [new(0, 1, 2)], gradient, team));
            Assert.All(gradient.Span.ToArray(), value => Assert.Equal(0, value));
        }
    }

    [Fact]
    public void A_number_that_is_none_reaches_the_loss()
    {
        using var vectors = Tensor.From(new Shape(3, 1), [1, float.NaN, 5]);
        Assert.True(double.IsNaN(Run(new TripletLoss(0.2f), vectors, [new(0, 1, 2)], null, team)));
        Assert.True(double.IsNaN(Run(new TripletLoss(0.2f), vectors, [new(0, 2, 1)], null, team)));
    }

    [Fact]
    public void Without_triplets_there_is_no_loss()
    {
        using var vectors = Tensor.From(new Shape(1, 1), [1]);
        Assert.Throws<ArgumentException>(() => Run(new TripletLoss(0.2f), vectors, [], null, team));
    }

    private static double Run(TripletLoss loss, Tensor vectors, Triplet[] triplets, Tensor? gradient, WorkerTeam team)
    {
        using var squared = new Tensor(new Shape(vectors.Shape[0], vectors.Shape[0]));
        PairwiseDistances.Squared(team, vectors, squared);
        return loss.Run(team, vectors, squared, triplets, gradient);
    }

    private static Triplet[] Triplets(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 2 * count).Select(_ =>
        {
            var rows = Enumerable.Range(0, count).OrderBy(_ => random.Next()).Take(3).ToArray();
            return new Triplet(rows[0], rows[1], rows[2]);
        })];
    }
}
