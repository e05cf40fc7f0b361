using FsCheck;
using FsCheck.Fluent;
using Likeness.Search.Clustering;
using Likeness.Testing.References;

namespace Likeness.Search.Tests.Clustering;

public sealed class KMeansTests
{
    private static readonly ClusteringParameters UntilSettled = new() { Iterations = 1000, Redo = 1 };

    [Fact]
    public void From_given_centres_it_ends_where_the_references_end()
    {
        var numbers = ReferenceNumbers.Load("kmeans");
        var dimensions = numbers["data"].Shape[1];
        using var kmeans = new KMeans(Singles(numbers["data"].Values), dimensions);
        var found = kmeans.Train(Singles(numbers["init"].Values), UntilSettled);
        Assert.Equal(numbers["labels"].Values.Select(label => (int)label), found.Assignment);
        for (var i = 0; i < found.Centres.Length; i++) Assert.Equal(numbers["centres"].Values[i], found.Centres[i], 1e-5);
        Assert.Equal(numbers["inertia"].Values[0], found.Inertia, 1e-4);
        Assert.Equal(numbers["silhouette"].Values[0], Silhouette.Of(kmeans, [found])[0], 1e-5);
    }

    [Theory]
    [InlineData(1, 50, 3)]
    [InlineData(2, 33, 1)]
    [InlineData(5, 40, 16)]
    [InlineData(17, 20, 37)]
    [InlineData(70, 9, 7)]
    public void Agrees_with_plain_loops_in_float64(int clusters, int perCluster, int dimensions)
    {
        var vectors = Blobs.Draw(clusters, perCluster, dimensions, seed: clusters + dimensions, spread: 3);
        var first = vectors[..(clusters * dimensions)];
        using var kmeans = new KMeans(vectors, dimensions);
        var found = kmeans.Train(first, UntilSettled);
        Assert.All(found.Iterations, iteration => Assert.Equal(0, iteration.Splits)); // the plain loops leave empty clusters empty
        var (centres, labels, inertia) = KMeansReference.Run(vectors, first, dimensions);
        Assert.Equal(labels, found.Assignment);
        for (var i = 0; i < found.Centres.Length; i++) Assert.Equal(centres[i / dimensions, i % dimensions], found.Centres[i], 1e-4);
        Assert.Equal(inertia, found.Inertia, inertia * 1e-5);
        if (clusters > 1) Assert.Equal(KMeansReference.Silhouette(vectors, labels, dimensions), Silhouette.Of(kmeans, [found])[0], 1e-4);
    }

    [Fact]
    public void Clusters_that_lie_apart_are_found_whole()
    {
        var vectors = Blobs.Draw(6, 50, 8, seed: 1, spread: 0.3);
        using var kmeans = new KMeans(vectors, 8);
        var found = kmeans.Train(6);
        Assert.All(found.Sizes, size => Assert.Equal(50, size));
        for (var row = 6; row < 300; row++) Assert.Equal(found.Assignment[row % 6], found.Assignment[row]);
        Assert.InRange(Silhouette.Of(kmeans, [found])[0], 0.8, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void What_it_reports_fits_together_however_early_it_has_to_end(int iterations)
    {
        var vectors = Blobs.Draw(4, 200, 12, seed: 4, spread: 4);
        using var kmeans = new KMeans(vectors, 12);
        var found = kmeans.Train(9, new ClusteringParameters { Iterations = iterations });
        Assert.Equal(found.Sizes, Enumerable.Range(0, 9).Select(cluster => found.Assignment.Count(label => label == cluster)));
        Assert.Equal(found.Sizes.OrderDescending(), found.Sizes);
        var inertia = 0.0;
        for (var row = 0; row < 800; row++)
        {
            var squares = Enumerable.Range(0, 9).Select(
                c => Enumerable.Range(0, 12).Sum(d => Math.Pow(vectors[row * 12 + d] - found.Centres[c * 12 + d], 2))).ToArray();
            Assert.Equal(squares.Min(), squares[found.Assignment[row]], 1e-3);
            Assert.Equal(Math.Sqrt(squares[found.Assignment[row]]), found.Distances[row], 1e-4);
            inertia += squares[found.Assignment[row]];
        }

        Assert.Equal(inertia, found.Inertia, inertia * 1e-5);
        for (var i = 1; i < found.Iterations.Count; i++)
            Assert.True(found.Iterations[i].Inertia <= found.Iterations[i - 1].Inertia * (1 + 1e-6));
        Assert.Equal(800, found.Iterations[0].Moved);
        Assert.Equal(iterations == 100, found.Iterations[^1].Moved == 0);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        var vectors = Blobs.Draw(11, 173, 24, seed: 2, spread: 5);
        using var alone = new KMeans(vectors, 24, threads: 1);
        using var three = new KMeans(vectors, 24, threads: 3);
        var (one, other) = (alone.Train(11), three.Train(11));
        Assert.Equal(one.Centres, other.Centres);
        Assert.Equal(one.Assignment, other.Assignment);
        Assert.Equal(one.Inertia, other.Inertia);
        Assert.Equal(one.Iterations, other.Iterations);
        Assert.Equal(Silhouette.Of(alone, [one]), Silhouette.Of(three, [other]));
    }

    [Fact]
    public void The_same_seed_gives_the_same_and_another_one_other_starts()
    {
        var vectors = Blobs.Draw(3, 300, 10, seed: 3, spread: 6);
        using var kmeans = new KMeans(vectors, 10);
        var parameters = new ClusteringParameters { Redo = 1, Iterations = 1 };
        Assert.Equal(kmeans.Train(8, parameters).Centres, kmeans.Train(8, parameters).Centres);
        Assert.NotEqual(kmeans.Train(8, parameters).Centres, kmeans.Train(8, parameters with { Seed = 43 }).Centres);
    }

    [Fact]
    public void More_starts_are_never_worse()
    {
        var vectors = Blobs.Draw(30, 30, 4, seed: 5, spread: 1);
        using var kmeans = new KMeans(vectors, 4);
        var inertias = new[] { 1, 3, 10 }.Select(redo => kmeans.Train(30, new ClusteringParameters { Redo = redo }).Inertia).ToArray();
        Assert.Equal(inertias.OrderDescending(), inertias);
        Assert.True(inertias[2] < inertias[0]);
    }

    [Fact]
    public void Vectors_far_from_the_origin_are_told_apart_as_well()
    {
        var near = Blobs.Draw(5, 60, 8, seed: 6, spread: 0.5);
        var far = Array.ConvertAll(near, value => value + 3000);
        using var kmeans = new KMeans(far, 8);
        var found = kmeans.Train(5);
        Assert.All(found.Sizes, size => Assert.Equal(60, size));
    }

    [Fact]
    public void A_centre_that_nothing_is_nearest_to_gets_the_farthest_vector()
    {
        float[] vectors = [0, 1, 2, 3, 100, 103];
        using var kmeans = new KMeans(vectors, 1);
        var found = kmeans.Train([1, 1000, 2000], UntilSettled);
        Assert.Equal(2, found.Iterations[0].Splits);
        Assert.All(found.Sizes, size => Assert.True(size > 0));
        Assert.InRange(found.Inertia, 0, 6);
    }

    [Fact]
    public void As_many_clusters_as_different_vectors_leave_nothing_over()
    {
        // Copies, and neighbours that the product cannot tell from copies.
        float[] vectors = [1, 1, 1, 1, 1.0000001f, 1, 5, 5, 5, 5, 9, 9];
        using var kmeans = new KMeans(vectors, 2);
        Assert.Equal(4, kmeans.CountDistinct(10));
        Assert.Equal(0, kmeans.Train(4).Inertia, 1e-12);
        var refused = Assert.Throws<WrongSettingsException>(() => kmeans.Train(5));
        Assert.Contains("5 clusters", refused.Message, StringComparison.Ordinal);
        Assert.Contains("only 4 are different", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_few_vectors_are_divided_among_any_possible_number_of_clusters()
    {
        var some = from dimensions in Gen.Choose(1, 3)
                   from count in Gen.Choose(1, 12)
                   from values in Gen.Choose(-2, 2).ArrayOf(dimensions * count)
                   select (dimensions, Vectors: values.Select(value => (float)value).ToArray());
        Prop.ForAll(some.ToArbitrary(), drawn =>
        {
            using var kmeans = new KMeans(drawn.Vectors, drawn.dimensions, threads: 1);
            var distinct = drawn.Vectors.Chunk(drawn.dimensions).Select(vector => string.Join(' ', vector)).Distinct().Count();
            Assert.Equal(distinct, kmeans.CountDistinct(100));
            for (var clusters = 1; clusters <= distinct; clusters++)
            {
                var found = kmeans.Train(clusters, new ClusteringParameters { Redo = 2 });
                Assert.All(found.Sizes, size => Assert.True(size > 0));
                Assert.Equal(kmeans.Count, found.Sizes.Sum());
                if (clusters == distinct) Assert.Equal(0, found.Inertia, 1e-9);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void For_the_cosine_only_directions_count()
    {
        float[] vectors = [1, 0, 500, 1, 3, 0.1f, 0, 2, 0.001f, 0.2f, 1, 70];
        using var kmeans = new KMeans(vectors, 2, Metric.Cosine);
        var labels = kmeans.Train(2).Assignment;
        Assert.Equal([true, true, true, false, false, false], labels.Select(label => label == labels[0]));
    }

    [Fact]
    public void Many_vectors_are_seeded_from_a_sample()
    {
        var vectors = Blobs.Draw(8, 3000, 4, seed: 8, spread: 0.2);
        using var kmeans = new KMeans(vectors, 4);
        Assert.All(kmeans.Train(8, new ClusteringParameters { Redo = 2 }).Sizes, size => Assert.Equal(3000, size));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<UnusableInputException>(() => new KMeans([], 3));
        Assert.Throws<UnusableInputException>(() => new KMeans([1, float.NaN, 3], 3));
        Assert.Throws<ArgumentException>(() => new KMeans([1, 2], 3));
        Assert.Throws<WrongSettingsException>(() => new KMeans([1, 2], 0));
        Assert.Throws<WrongSettingsException>(() => new KMeans([1, 2], 2, threads: -1));
        Assert.Throws<WrongSettingsException>(() => new KMeans([1, 2], 2, (Metric)9));
        using var kmeans = new KMeans([1, 2, 3, 4], 2);
        foreach (var clusters in (int[])[0, -1, 3]) Assert.Throws<WrongSettingsException>(() => kmeans.Train(clusters));
        Assert.Throws<WrongSettingsException>(() => kmeans.Train(1, new ClusteringParameters { Redo = 0 }));
        Assert.Throws<WrongSettingsException>(() => kmeans.Train(1, new ClusteringParameters { Iterations = 0 }));
        Assert.Throws<UnusableInputException>(() => kmeans.Train([1, float.PositiveInfinity]));
        Assert.Throws<ArgumentException>(() => kmeans.Train([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => kmeans.Train(new float[6]));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => kmeans.Train(1, cancellationToken: cancelled.Token));
    }

    private static float[] Singles(double[] values) => Array.ConvertAll(values, value => (float)value);
}
