using Likeness.Search.Clustering;

namespace Likeness.Search.Tests.Clustering;

public sealed class SilhouetteTests
{
    [Fact]
    public void Several_divisions_at_once_get_what_each_gets_alone()
    {
        var vectors = Blobs.Draw(5, 90, 6, seed: 1, spread: 3);
        using var kmeans = new KMeans(vectors, 6);
        Clusters[] divisions = [.. Enumerable.Range(2, 12).Select(clusters => kmeans.Train(clusters, new ClusteringParameters { Redo = 1 }))];
        var together = Silhouette.Of(kmeans, divisions);
        for (var i = 0; i < divisions.Length; i++)
        {
            Assert.Equal(Silhouette.Of(kmeans, [divisions[i]])[0], together[i], 1e-6);
            Assert.Equal(KMeansReference.Silhouette(vectors, divisions[i].Assignment, 6), together[i], 1e-5);
        }
    }

    [Fact]
    public void A_sample_comes_near_to_the_whole_and_is_the_same_for_the_same_seed()
    {
        var vectors = Blobs.Draw(4, 400, 5, seed: 2, spread: 3);
        using var kmeans = new KMeans(vectors, 5);
        var found = kmeans.Train(4);
        var whole = Silhouette.Of(kmeans, [found])[0];
        var parameters = new SilhouetteParameters { Sample = 500 };
        var sampled = Silhouette.Of(kmeans, [found], parameters)[0];
        Assert.NotEqual(whole, sampled);
        Assert.Equal(whole, sampled, 0.05);
        Assert.Equal(sampled, Silhouette.Of(kmeans, [found], parameters)[0]);
        Assert.NotEqual(sampled, Silhouette.Of(kmeans, [found], parameters with { Seed = 1 })[0]);
    }

    [Fact]
    public void A_vector_alone_counts_as_0_and_one_cluster_has_no_silhouette()
    {
        using var kmeans = new KMeans([0, 10], 1);
        Assert.Equal(0, Silhouette.Of(kmeans, [kmeans.Train(2)])[0]);
        Assert.True(double.IsNaN(Silhouette.Of(kmeans, [kmeans.Train(1)])[0]));
        Assert.Empty(Silhouette.Of(kmeans, []));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        using var kmeans = new KMeans([0, 10], 1);
        using var other = new KMeans([0, 10, 20], 1);
        Assert.Throws<ArgumentException>(() => Silhouette.Of(kmeans, [other.Train(2)]));
        Assert.Throws<WrongSettingsException>(() => Silhouette.Of(kmeans, [], new SilhouetteParameters { Sample = 1 }));
    }
}
