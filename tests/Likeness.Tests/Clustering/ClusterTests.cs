using System.Text;
using Likeness.Catalog;
using Likeness.Catalog.Sqlite;
using Likeness.Clustering;
using Likeness.Descriptors;
using Likeness.Library;
using Likeness.Ranking;
using Likeness.Search;
using Likeness.Testing;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Clustering;

public sealed class ClusterTests : IDisposable
{
    private const int Pictures = 120;

    private readonly TemporaryFolder folder = new();
    private readonly FakeSource source = new();
    private readonly FakeDescriptor descriptor = new();

    private ImageLibrary Library => ImageLibrary.Create(folder["library"], source);

    [Fact]
    public void A_report_fits_together()
    {
        IndexPictures();
        Write("copy.pic", "content 5");
        Index();
        var report = Library.Cluster(descriptor, new ClusterSettings { Most = 8 });
        Assert.Equal(Enumerable.Range(2, 7), report.Candidates.Select(candidate => candidate.K));
        Assert.Equal(report.Candidates.Select(candidate => candidate.Inertia).OrderDescending(), report.Candidates.Select(candidate => candidate.Inertia));
        var chosen = report.Candidates.Single(candidate => candidate.K == report.Clusters);
        Assert.Equal((chosen.Inertia, chosen.Silhouette), (report.Inertia, report.Silhouette));
        Assert.Contains("Kneedle", report.Chosen, StringComparison.Ordinal);
        Assert.Equal(Pictures + 1, report.Sizes.Sum());
        Assert.Equal(report.Clusters, report.Sizes.Count);
        Assert.Equal((Pictures, Pictures, "codes"), (report.RecallQueries, report.SilhouetteSample, report.Descriptor));
        Assert.Equal(Math.Min(3, report.Clusters), report.Recall.Count);
        Assert.All(report.Members, members => Assert.Equal(members.Select(member => member.Distance).Order(), members.Select(member => member.Distance)));
        var all = report.Members.SelectMany(members => members.Select(member => member.Picture.Path)).ToArray();
        Assert.Equal(Pictures + 1, all.Distinct().Count());
        Assert.Equal(report.Sizes, report.Members.Select(members => members.Count));
    }

    [Fact]
    public void A_given_number_is_taken_and_the_same_seed_gives_the_same()
    {
        IndexPictures();
        var settings = new ClusterSettings { Clusters = 5 };
        var (first, second) = (Library.Cluster(descriptor, settings), Library.Cluster(descriptor, settings with { Threads = 1 }));
        Assert.Equal(("given", 5, 1), (first.Chosen, first.Clusters, first.Candidates.Count));
        Assert.Equal(first.Sizes, second.Sizes);
        Assert.Equal((first.Inertia, first.Silhouette), (second.Inertia, second.Silhouette));
    }

    [Fact]
    public void Recall_is_what_brute_force_counts()
    {
        IndexPictures();
        var report = Library.Cluster(descriptor, new ClusterSettings { Clusters = 3 });
        Assert.Equal(1, report.Recall[2].RecallAt10); // three of three clusters are all
        var clusterOf = report.Members.SelectMany((members, cluster) => members.Select(member => (member.Picture.Path, cluster))).ToDictionary(pair => pair.Path, pair => pair.cluster);
        var kept = 0;
        for (var query = 0; query < Pictures; query++)
        {
            var nearest = Enumerable.Range(0, Pictures).Where(i => i != query).OrderBy(i => Distance($"content {query}", $"content {i}")).Take(10);
            kept += nearest.Count(i => clusterOf[PathOf(i)] == clusterOf[PathOf(query)]);
        }

        Assert.Equal(kept / 10.0 / Pictures, report.Recall[0].RecallAt10, 1e-9);
        Assert.InRange(report.Recall[0].RecallAt10, 0.3, 0.95);
        Assert.InRange(report.Recall[1].RecallAt10, report.Recall[0].RecallAt10, 1);
    }

    [Fact]
    public void A_search_in_one_cluster_finds_the_querys_cluster_and_in_all_of_them_everything()
    {
        IndexPictures();
        var report = Library.Cluster(descriptor, new ClusterSettings { Clusters = 4 });
        for (var cluster = 0; cluster < 4; cluster++)
        {
            var members = report.Members[cluster].Select(member => member.Picture.Path).ToArray();
            var query = members[^1];
            var found = Library.Search(query, descriptor, new SearchRequest(Pictures, IncludeSelf: true, Clusters: 1)).Hits;
            Assert.Equal(members.Order(), found.Select(hit => hit.Path).Order());
            Assert.Equal(query, found[0].Path);
            Assert.Equal(Library.Search(query, descriptor).Hits.Select(hit => (hit.Path, hit.Distance)), Library.Search(query, descriptor, new SearchRequest(Clusters: 4)).Hits.Select(hit => (hit.Path, hit.Distance)));
        }
    }

    [Fact]
    public void Pictures_that_come_later_belong_to_the_nearest_centre()
    {
        IndexPictures();
        Library.Cluster(descriptor, new ClusterSettings { Clusters = 4 });
        for (var i = 0; i < 40; i++) Write($"later {i}.pic", $"later {i}");
        Index();
        for (var i = 0; i < 40; i++)
        {
            var hits = Library.Search(folder[$"pictures/later {i}.pic"], descriptor, new SearchRequest(1, IncludeSelf: true, Clusters: 1)).Hits;
            Assert.Equal(folder[$"pictures/later {i}.pic"], hits.Single().Path);
        }
    }

    [Fact]
    public void Without_clusters_a_search_in_them_says_what_to_do_also_when_the_descriptor_changed()
    {
        IndexPictures();
        AssertNotClustered(descriptor);
        Library.Cluster(descriptor, new ClusterSettings { Clusters = 4 });
        using var other = new FakeDescriptor(fingerprint: "f2");
        Library.Index([folder["pictures"]], [other]);
        AssertNotClustered(other);
        Assert.Contains("Index the pictures again", Assert.Throws<DamagedDataException>(() => Library.Cluster(descriptor)).Message, StringComparison.Ordinal);
        Library.Cluster(other, new ClusterSettings { Clusters = 2 });
        Assert.Equal(10, Library.Search(PathOf(0), other, new SearchRequest(Clusters: 1)).Hits.Count);
    }

    [Fact]
    public void More_clusters_than_there_are_cannot_be_searched()
    {
        IndexPictures();
        Library.Cluster(descriptor, new ClusterSettings { Clusters = 4 });
        var refused = Assert.Throws<WrongSettingsException>(() => Library.Search(PathOf(0), descriptor, new SearchRequest(Clusters: 5)));
        Assert.Contains("clusters is 5", refused.Message, StringComparison.Ordinal);
        Assert.Contains("1 to 4", refused.Message, StringComparison.Ordinal);
        Assert.Throws<WrongSettingsException>(() => Library.Search(PathOf(0), descriptor, new SearchRequest(Clusters: 0)));
        Assert.Throws<UnusableInputException>(() => Library.LoadIndex(descriptor).Search(new float[4], null, new SearchRequest(Clusters: 1)));
        Assert.Equal((0, 4), (Library.LoadIndex(descriptor).Clusters, Library.LoadIndex(descriptor, byClusters: true).Clusters));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Too_few_pictures_have_no_number_of_clusters(int pictures)
    {
        for (var i = 0; i < pictures; i++) Write($"{i}.pic", $"content {i}");
        Index();
        Assert.Contains("at least 3", Assert.Throws<UnusableInputException>(() => Library.Cluster(descriptor)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_clusters_than_different_vectors_are_refused_and_as_many_are_not()
    {
        for (var i = 0; i < 5; i++) Write($"{i}.pic", $"content {i}");
        Write("copy.pic", "content 1");
        Index();
        var refused = Assert.Throws<WrongSettingsException>(() => Library.Cluster(descriptor, new ClusterSettings { Clusters = 6 }));
        Assert.Contains("clusters is 6", refused.Message, StringComparison.Ordinal);
        Assert.Contains("2 to 5", refused.Message, StringComparison.Ordinal);
        Assert.Equal([2, 1, 1, 1, 1], Library.Cluster(descriptor, new ClusterSettings { Clusters = 5 }).Sizes.OrderDescending());
    }

    [Fact]
    public void Equal_vectors_cannot_be_divided()
    {
        using var blind = new Blind();
        for (var i = 0; i < 6; i++) Write($"{i}.pic", $"content {i}");
        Library.Index([folder["pictures"]], [blind]);
        foreach (var clusters in (int?[])[null, 2])
            Assert.Contains("are equal", Assert.Throws<UnusableInputException>(() => Library.Cluster(blind, new ClusterSettings { Clusters = clusters })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 20, 42, 0, "clusters is 0")]
    [InlineData(1, 20, 42, 0, "clusters is 1")]
    [InlineData(-4, 20, 42, 0, "clusters is -4")]
    [InlineData(null, 2, 42, 0, "most is 2")]
    [InlineData(null, 20, -1, 0, "seed is -1")]
    [InlineData(null, 20, 42, -1, "threads is -1")]
    public void Settings_out_of_range_are_refused_before_any_work(int? clusters, int most, long seed, int threads, string told)
    {
        var settings = new ClusterSettings { Clusters = clusters, Most = most, Seed = seed, Threads = threads };
        Assert.Contains(told, Assert.Throws<WrongSettingsException>(() => Library.Cluster(descriptor, settings)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Library.Layout.Lock));
    }

    [Fact]
    public void Numbers_that_are_not_finite_in_the_catalog_are_told_as_damage()
    {
        IndexPictures();
        Library.Cluster(descriptor, new ClusterSettings { Clusters = 2 });
        using (var catalog = SqliteCatalog.Open(Library.Layout.Catalog))
            catalog.SetClusters(new CatalogClusters("codes", "f1", new float[] { 1, 2, 3, float.NaN }, "given"));
        Assert.Throws<DamagedDataException>(() => Library.Search(PathOf(0), descriptor, new SearchRequest(Clusters: 1)));
        using (var catalog = SqliteCatalog.Open(Library.Layout.Catalog))
        {
            var batch = new CatalogBatch();
            batch.Vectors.Add(new CatalogVector("codes", catalog.Described("codes")[0], new[] { 1, float.NaN, 3, 4 }));
            catalog.Apply(batch);
        }

        Assert.Contains("damaged", Assert.Throws<DamagedDataException>(() => Library.Cluster(descriptor)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_run_keeps_the_clusters_that_were_there()
    {
        IndexPictures();
        Library.Cluster(descriptor, new ClusterSettings { Clusters = 4 });
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Library.Cluster(descriptor, cancellationToken: cancelled.Token));
        Assert.Equal(4, Library.LoadIndex(descriptor, byClusters: true).Clusters);
    }

    [Fact]
    public void While_another_process_writes_nothing_is_stored()
    {
        IndexPictures();
        using (Library.Lock())
            Assert.Contains("another process", Assert.Throws<LibraryBusyException>(() => Library.Cluster(descriptor)).Message, StringComparison.Ordinal);
        AssertNotClustered(descriptor);
    }

    [Fact]
    public void Drawings_show_the_elbow_and_the_clusters_and_replace_those_of_another_division()
    {
        IndexPictures();
        var chosen = Library.Draw(Library.Cluster(descriptor, new ClusterSettings { Most = 6 }), each: true);
        Assert.Equal(Path.Join(Library.Layout.Reports, "elbow.png"), chosen.Elbow);
        Assert.Equal(1 + chosen.Clusters, chosen.Montages.Count);
        Assert.All(chosen.Montages.Append(chosen.Elbow!), drawing => Assert.True(new FileInfo(drawing).Length > 1000));
        Assert.Contains($"{chosen.Clusters} clusters", File.ReadAllText(Path.ChangeExtension(chosen.Elbow!, ".svg")), StringComparison.Ordinal);
        var own = folder.Write("library/reports/cluster-of-mine.png", "mine"u8);
        var given = Library.Draw(Library.Cluster(descriptor, new ClusterSettings { Clusters = 2 }));
        Assert.Null(given.Elbow);
        Assert.Equal([Path.Join(Library.Layout.Reports, "clusters.png")], given.Montages);
        Assert.False(File.Exists(chosen.Montages[1]));
        Assert.True(File.Exists(own));
    }

    public void Dispose()
    {
        descriptor.Dispose();
        folder.Dispose();
    }

    private static double Distance(string a, string b)
    {
        var (x, y) = (ContentHash.Of(Encoding.UTF8.GetBytes(a)).ToBytes(), ContentHash.Of(Encoding.UTF8.GetBytes(b)).ToBytes());
        return Enumerable.Range(0, 4).Sum(i => Math.Pow(x[i] - y[i], 2));
    }

    private void AssertNotClustered(IDescriptor by)
    {
        var refused = Assert.Throws<UnusableInputException>(() => Library.Search(PathOf(0), by, new SearchRequest(Clusters: 1)));
        Assert.Contains("likeness cluster", refused.Message, StringComparison.Ordinal);
    }

    private string PathOf(int picture) => folder[$"pictures/{picture:000}.pic"];

    private void IndexPictures()
    {
        for (var i = 0; i < Pictures; i++) Write($"{i:000}.pic", $"content {i}");
        Index();
    }

    private void Write(string path, string content) => folder.Write("pictures/" + path, Encoding.UTF8.GetBytes(content));

    private void Index() => Library.Index([folder["pictures"]], [descriptor]);

    /// <summary>Sees the same in every picture.</summary>
    private sealed class Blind : IDescriptor
    {
        public string Name => "blind";

        public int Dimensions => 3;

        public string Fingerprint => "b1";

        public Metric Metric => Metric.Cosine;

        public int PictureHeight => 1;

        public int PictureWidth => 1;

        public void Describe(ReadOnlySpan<byte> pictures, int count, Span<float> vectors) => vectors[..(count * 3)].Fill(0.5f);

        public void Dispose() => GC.SuppressFinalize(this);
    }
}
