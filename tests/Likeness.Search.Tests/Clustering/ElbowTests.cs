using Likeness.Search.Clustering;

namespace Likeness.Search.Tests.Clustering;

public sealed class ElbowTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(9)]
    public void Finds_how_many_clusters_lie_apart_whatever_the_seed(int clusters)
    {
        using var kmeans = new KMeans(Blobs.Draw(clusters, 40, 8, seed: clusters, spread: 1), 8);
        for (var seed = 0ul; seed < 5; seed++)
        {
            var curve = Elbow.Find(kmeans, 20, new ClusteringParameters { Seed = seed });
            Assert.Equal(clusters, curve.Chosen.Count);
            Assert.Equal(Enumerable.Range(2, 19), curve.Candidates.Select(candidate => candidate.Count));
        }
    }

    [Fact]
    public void Where_the_curve_bends_gently_seeds_still_agree()
    {
        // One blob without any clusters, longer in some directions than in others, as codes of pictures are.
        var random = new Random(5);
        var vectors = new float[700 * 12];
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = (float)(Enumerable.Range(0, 6).Sum(_ => random.NextDouble() - 0.5) / (1 + i % 12));
        using var kmeans = new KMeans(vectors, 12);
        int[] chosen = [.. Enumerable.Range(0, 6).Select(seed => Elbow.Find(kmeans, 20, new ClusteringParameters { Seed = (ulong)seed }).Chosen.Count)];
        Assert.Single(chosen.Distinct());
        Assert.InRange(chosen[0], 4, 9);
    }

    [Fact]
    public void It_stops_at_the_number_of_different_vectors()
    {
        using var kmeans = new KMeans([1, 1, 2, 2, 50, 50, 51, 51, 51], 1);
        var progress = new List<int>();
        var curve = Elbow.Find(kmeans, 20, progress: progress.Add);
        Assert.Equal([2, 3, 4], progress);
        Assert.Equal(3, curve.Candidates.Count);
        using var two = new KMeans([1, 1, 2], 1);
        Assert.Equal(2, Elbow.Find(two, 20).Chosen.Count);
    }

    [Fact]
    public void Too_few_or_equal_vectors_have_no_elbow()
    {
        using var two = new KMeans([1, 2], 1);
        Assert.Contains("at least 3", Assert.Throws<UnusableInputException>(() => Elbow.Find(two, 20)).Message, StringComparison.Ordinal);
        using var equal = new KMeans([7, 7, 7, 7], 1);
        Assert.Contains("are equal", Assert.Throws<UnusableInputException>(() => Elbow.Find(equal, 20)).Message, StringComparison.Ordinal);
        Assert.Throws<WrongSettingsException>(() => Elbow.Find(equal, 1));
    }

    [Fact]
    public void The_knee_is_where_the_curve_lies_farthest_below_the_line_between_its_ends()
    {
        Assert.Equal(2, Kneedle.Knee([2, 3, 4, 5, 6, 7, 8], [100, 60, 20, 15, 10, 5, 0]));
        Assert.Equal(1, Kneedle.Knee([2, 3, 4, 5, 6], [1000, 500, 480, 460, 440]));
        Assert.Equal(1, Kneedle.Knee([0, 1, 10], [10, 1, 0]));
        // Axes may be of any scale.
        Assert.Equal(1, Kneedle.Knee([0, 1e-3, 10e-3], [10e6, 1e6, 0]));
    }

    [Fact]
    public void Of_points_that_lie_as_far_but_for_chance_the_first_is_the_knee()
    {
        Assert.Equal(1, Kneedle.Knee([0, 1, 2, 3], [10, 4, 0.65, 0])); // the second lies 0.6 % farther
        Assert.Equal(2, Kneedle.Knee([0, 1, 2, 3], [10, 4, 0.6, 0])); // 2.5 %
        Assert.Equal(1, Kneedle.Knee([0, 1, 2, 3], [10, 3.95, 0.65, 0]));
    }

    [Fact]
    public void A_curve_without_a_bend_has_its_knee_at_the_start()
    {
        Assert.Equal(0, Kneedle.Knee([2, 3, 4], [30, 20, 10]));
        Assert.Equal(0, Kneedle.Knee([2, 3, 4], [5, 5, 5]));
        Assert.Equal(0, Kneedle.Knee([2], [5]));
        Assert.Throws<ArgumentException>(() => Kneedle.Knee([], []));
        Assert.Throws<ArgumentException>(() => Kneedle.Knee([1], [1, 2]));
    }
}
