using FsCheck;
using FsCheck.Fluent;
using Likeness.Evaluation;
using Likeness.Search;
using Likeness.Testing.Search;

namespace Likeness.Tests.Evaluation;

public sealed class RetrievalEvaluatorTests
{
    [Fact]
    public void A_small_case_worked_out_by_hand()
    {
        // On a line: a at 0, a at 1, b at 2, a at 4, b at 7. Rankings: a0: a b a b; a1: a b a b (0 before 2 at equal distance); b2: a a a b (0 before 4); a4: b a b a; b7: a b a a.
        var scores = Evaluate([0, 1, 2, 4, 7], ["a", "a", "b", "a", "b"], k: 2);
        Assert.Equal(5, scores.Queries);
        Assert.Equal(2.0 / 5, scores.PrecisionAt1!.Value, 12);
        Assert.Equal((0.5 + 0.5 + 0 + 0.5 + 0.5) / 5, scores.PrecisionAtK!.Value, 12);
        var first = (1 + 2.0 / 3) / 2;
        var fourth = (1.0 / 2 + 2.0 / 4) / 2;
        Assert.Equal((first + first + 0.25 + fourth + 0.5) / 5, scores.MeanAveragePrecision!.Value, 12);
    }

    [Fact]
    public void Agrees_with_sorting_everything_also_where_distances_tie()
    {
        var cases = from count in Gen.Choose(2, 40)
                    from values in Gen.Choose(0, 6).ArrayOf(count * 2)
                    from labels in Gen.Elements("a", "b", "c", "d").ArrayOf(count)
                    from k in Gen.Choose(1, 12)
                    select (values.Select(value => (float)value).ToArray(), labels, k);
        Prop.ForAll(cases.ToArbitrary(), example => Compare(example.Item1, example.labels, 2, example.k, Metric.Euclidean)).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(Metric.Euclidean)]
    [InlineData(Metric.Cosine)]
    public void Agrees_with_sorting_everything_on_many_dimensions(Metric metric)
    {
        var random = new Random(5);
        Compare([.. Enumerable.Range(0, 200 * 24).Select(_ => random.NextSingle() - 0.5f)], [.. Enumerable.Range(0, 200).Select(i => $"kind {i * i % 7}")], 24, 10, metric);
    }

    [Fact]
    public void The_scores_are_the_same_on_any_number_of_threads()
    {
        var random = new Random(6);
        var pictures = new LabelledVectors(
            Enumerable.Range(0, 500 * 8).Select(_ => random.NextSingle()).ToArray(), [.. Enumerable.Range(0, 500).Select(i => $"{i % 5}")], 8, Metric.Euclidean);
        Assert.Equal(RetrievalEvaluator.Evaluate(pictures, threads: 1), RetrievalEvaluator.Evaluate(pictures, threads: 4));
    }

    [Fact]
    public void Several_descriptors_are_ranked_by_the_sum_of_their_scaled_distances()
    {
        // On two lines. A sum of scaled distances is a distance on a plane in streets: as one descriptor it could not be said.
        var random = new Random(8);
        string[] labels = [.. Enumerable.Range(0, 60).Select(i => $"{i % 4}")];
        float[] x = [.. labels.Select(label => label[0] + 3 * random.NextSingle())], y = [.. labels.Select(label => 40 * random.NextSingle() - label[0])];
        var parts = new[] { new RankedVectors(Line(x), new DescriptorWeight("x", 0.75, 2)), new RankedVectors(Line(y), new DescriptorWeight("y", 0.25, 10)) };
        var scores = RetrievalEvaluator.Evaluate(parts, k: 5, threads: 2);
        var expected = Enumerable.Range(0, 60).Average(q =>
            Enumerable.Range(0, 60).Where(i => i != q).OrderBy(i => 0.75 / 2 * Math.Abs(x[i] - x[q]) + 0.25 / 10 * Math.Abs(y[i] - y[q])).Take(5).Average(i => labels[i] == labels[q] ? 1.0 : 0));
        Assert.Equal(expected, scores.PrecisionAtK!.Value, 1e-9);
        Assert.NotEqual(RetrievalEvaluator.Evaluate(Line(x), k: 5).PrecisionAtK, scores.PrecisionAtK);
        Assert.Throws<ArgumentException>(() => RetrievalEvaluator.Evaluate([parts[0], parts[1] with { Vectors = Line(y[1..]) }]));
        Assert.Throws<ArgumentException>(() => RetrievalEvaluator.Evaluate([]));

        LabelledVectors Line(float[] values) => new(values, labels, 1, Metric.Euclidean);
    }

    [Fact]
    public void A_picture_without_fellows_is_searched_but_is_no_query()
    {
        var scores = Evaluate([0, 1, 2], ["a", "b", "a"], k: 10);
        Assert.Equal((3, 2, 1), (scores.Pictures, scores.Queries, scores.LeftOut));
        Assert.Equal(0, scores.PrecisionAt1);
        Assert.Equal(0.5, scores.PrecisionAtK); // one of the two others
        Assert.Equal(0.5, scores.MeanAveragePrecision);
    }

    [Fact]
    public void Without_queries_there_are_no_scores()
    {
        var scores = Evaluate([0, 1], ["a", "b"], k: 1);
        Assert.Equal(new RetrievalScores(2, 0, 2, 1, null, null, null), scores);
        Assert.Equal(0, Evaluate([], [], k: 1).Pictures);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<WrongSettingsException>(() => Evaluate([0, 1], ["a", "a"], k: 0));
        Assert.Throws<ArgumentException>(() => Evaluate([0, 1, 2], ["a", "a"], k: 1));
    }

    private static RetrievalScores Evaluate(float[] values, string[] labels, int k) => RetrievalEvaluator.Evaluate(new LabelledVectors(values, labels, 1, Metric.Euclidean), k);

    private static void Compare(float[] values, string[] labels, int dimensions, int k, Metric metric)
    {
        var scores = RetrievalEvaluator.Evaluate(new LabelledVectors(values, labels, dimensions, metric), k, threads: 2);
        var (at1, atK, average, queries) = (0.0, 0.0, 0.0, 0);
        for (var q = 0; q < labels.Length; q++)
        {
            if (labels.Count(label => label == labels[q]) < 2) continue;
            queries++;
            var ranking = Enumerable.Range(0, labels.Length).Where(i => i != q)
                .OrderBy(i => (float)BruteForce.Distance(values.AsSpan(q * dimensions, dimensions), values.AsSpan(i * dimensions, dimensions), metric)).ThenBy(i => i)
                .Select(i => labels[i] == labels[q]).ToArray();
            at1 += ranking[0] ? 1 : 0;
            atK += ranking.Take(k).Average(relevant => relevant ? 1.0 : 0);
            average += Enumerable.Range(0, ranking.Length).Where(i => ranking[i]).Average(i => ranking.Take(i + 1).Average(relevant => relevant ? 1.0 : 0));
        }
        Assert.Equal(queries, scores.Queries);
        if (queries == 0) return;
        Assert.Equal(at1 / queries, scores.PrecisionAt1!.Value, 9);
        Assert.Equal(atK / queries, scores.PrecisionAtK!.Value, 9);
        Assert.Equal(average / queries, scores.MeanAveragePrecision!.Value, 9);
    }
}
