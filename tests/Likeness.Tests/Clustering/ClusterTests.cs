using System.Text;
using Likeness.Catalog;
using Likeness.Catalog.Sqlite;
using Likeness.Clustering;
using Likeness.Descriptors;
using Likeness.Search;
using Likeness.Testing;
using Likeness.Testing.Catalogs;
using Likeness.Testing.Descriptors;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Clustering;

public sealed class ClusterTests : IDisposable
{
    private const int Pictures = 120;

    private readonly TemporaryFolder folder = new();
    private readonly FakeSource source = new();
    private readonly FakeDescriptor descriptor = new();

    private readonly GivenDescriptor given;

    public ClusterTests()
    {
        given = new GivenDescriptor(descriptor);
        Library = ImageLibrary.Create(folder["library"], GivenDescriptor.Options(source, given));
    }

    private ImageLibrary Library { get; }

    [Fact]
    public async Task A_report_fits_together()
    {
        await IndexPicturesAsync();
        Write("copy.pic", "content 5");
        await IndexAsync();
        var report = await Library.ClusterAsync("fake", new ClusterSettings { Most = 8 });
        Assert.Equal(Enumerable.Range(2, 7), report.Candidates.Select(candidate => candidate.K));
        Assert.Equal(report.Candidates.Select(candidate => candidate.Inertia).OrderDescending(), report.Candidates.Select(candidate => candidate.Inertia));
        var chosen = report.Candidates.Single(candidate => candidate.K == report.Clusters);
        Assert.Equal((chosen.Inertia, chosen.Silhouette), (report.Inertia, report.Silhouette));
        Assert.Contains("Kneedle", report.Chosen, StringComparison.Ordinal);
        Assert.Equal(Pictures + 1, report.Sizes.Sum());
        Assert.Equal(report.Clusters, report.Sizes.Count);
        Assert.Equal((Pictures, Pictures, "fake"), (report.RecallQueries, report.SilhouetteSample, report.Descriptor));
        Assert.Equal(Math.Min(3, report.Clusters), report.Recall.Count);
        Assert.All(report.Members, members => Assert.Equal(members.Select(member => member.Distance).Order(), members.Select(member => member.Distance)));
        var all = report.Members.SelectMany(members => members.Select(member => member.Picture.Path)).ToArray();
        Assert.Equal(Pictures + 1, all.Distinct().Count());
        Assert.Equal(report.Sizes, report.Members.Select(members => members.Count));
    }

    [Fact]
    public async Task A_given_number_is_taken_and_the_same_seed_gives_the_same()
    {
        await IndexPicturesAsync();
        var settings = new ClusterSettings { Clusters = 5 };
        var (first, second) = (await Library.ClusterAsync(
            "fake", settings), await Library.ClusterAsync("fake", settings with { Threads = 1 }));
        Assert.Equal(("given", 5, 1), (first.Chosen, first.Clusters, first.Candidates.Count));
        Assert.Equal(first.Sizes, second.Sizes);
        Assert.Equal((first.Inertia, first.Silhouette), (second.Inertia, second.Silhouette));
    }

    [Fact]
    public async Task Recall_is_what_brute_force_counts()
    {
        await IndexPicturesAsync();
        var report = await Library.ClusterAsync("fake", new ClusterSettings { Clusters = 3 });
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
    public async Task A_search_in_one_cluster_finds_the_querys_cluster_and_in_all_of_them_everything()
    {
        await IndexPicturesAsync();
        var report = await Library.ClusterAsync("fake", new ClusterSettings { Clusters = 4 });
        for (var cluster = 0; cluster < 4; cluster++)
        {
            var members = report.Members[cluster].Select(member => member.Picture.Path).ToArray();
            var query = members[^1];
            var found = (await Library.SearchAsync(query, new SearchRequest { K = Pictures, IncludeSelf = true, Clusters = 1 })).Hits;
            Assert.Equal(members.Order(), found.Select(hit => hit.Path).Order());
            Assert.Equal(query, found[0].Path);
            Assert.Equal(
                (await Library.SearchAsync(query)).Hits.Select(hit => (hit.Path, hit.Distance)),
                (await Library.SearchAsync(query, new SearchRequest { Clusters = 4 })).Hits.Select(hit => (hit.Path, hit.Distance)));
        }
    }

    [Fact]
    public async Task Pictures_that_come_later_belong_to_the_nearest_centre()
    {
        await IndexPicturesAsync();
        await Library.ClusterAsync("fake", new ClusterSettings { Clusters = 4 });
        for (var i = 0; i < 40; i++) Write($"later {i}.pic", $"later {i}");
        await IndexAsync();
        for (var i = 0; i < 40; i++)
        {
            var hits = (await Library.SearchAsync(
                folder[$"pictures/later {i}.pic"], new SearchRequest { K = 1, IncludeSelf = true, Clusters = 1 })).Hits;
            Assert.Equal(folder[$"pictures/later {i}.pic"], hits.Single().Path);
        }
    }

    [Fact]
    public async Task Without_clusters_a_search_in_them_says_what_to_do_also_when_the_descriptor_changed()
    {
        await IndexPicturesAsync();
        await AssertNotClusteredAsync();
        await Library.ClusterAsync("fake", new ClusterSettings { Clusters = 4 });
        using var other = new FakeDescriptor(fingerprint: "f2");
        given.Given = other;
        await Library.IndexAsync([folder["pictures"]], [other]);
        await AssertNotClusteredAsync();
        await Library.ClusterAsync("fake", new ClusterSettings { Clusters = 2 });
        Assert.Equal(10, (await Library.SearchAsync(PathOf(0), new SearchRequest { Clusters = 1 })).Hits.Count);
    }

    [Fact]
    public async Task More_clusters_than_there_are_cannot_be_searched()
    {
        await IndexPicturesAsync();
        await Library.ClusterAsync("fake", new ClusterSettings { Clusters = 4 });
        var refused = await Assert.ThrowsAsync<WrongSettingsException>(
            () => Library.SearchAsync(PathOf(0), new SearchRequest { Clusters = 5 }));
        Assert.Contains("clusters is 5", refused.Message, StringComparison.Ordinal);
        Assert.Contains("1 to 4", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<WrongSettingsException>(() => Library.SearchAsync(PathOf(0), new SearchRequest { Clusters = 0 }));
        foreach (var wrong in (SearchRequest[])[new() { Clusters = 1, Label = "pictures" }, new() { Clusters = 1, Below = folder.Path }])
            await Assert.ThrowsAsync<WrongSettingsException>(() => Library.SearchAsync(PathOf(0), wrong));
        Assert.Equal(4, await StoredClustersAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Too_few_pictures_have_no_number_of_clusters(int pictures)
    {
        for (var i = 0; i < pictures; i++) Write($"{i}.pic", $"content {i}");
        await IndexAsync();
        Assert.Contains(
            "at least 3",
            (await Assert.ThrowsAsync<UnusableInputException>(() => Library.ClusterAsync("fake"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_clusters_than_different_vectors_are_refused_and_as_many_are_not()
    {
        for (var i = 0; i < 5; i++) Write($"{i}.pic", $"content {i}");
        Write("copy.pic", "content 1");
        await IndexAsync();
        var refused = await Assert.ThrowsAsync<WrongSettingsException>(
            () => Library.ClusterAsync("fake", new ClusterSettings { Clusters = 6 }));
        Assert.Contains("clusters is 6", refused.Message, StringComparison.Ordinal);
        Assert.Contains("2 to 5", refused.Message, StringComparison.Ordinal);
        Assert.Equal([2, 1, 1, 1, 1], (await Library.ClusterAsync("fake", new ClusterSettings { Clusters = 5 })).Sizes.OrderDescending());
    }

    [Fact]
    public async Task Equal_vectors_cannot_be_divided()
    {
        using var blind = new Blind();
        for (var i = 0; i < 6; i++) Write($"{i}.pic", $"content {i}");
        await Library.IndexAsync([folder["pictures"]], [blind]);
        foreach (var clusters in (int?[])[null, 2])
            Assert.Contains("are equal", (await Assert.ThrowsAsync<UnusableInputException>(
                () => Library.ClusterAsync("blind", new ClusterSettings { Clusters = clusters }))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 20, 42, 0, "clusters is 0")]
    [InlineData(1, 20, 42, 0, "clusters is 1")]
    [InlineData(-4, 20, 42, 0, "clusters is -4")]
    [InlineData(null, 2, 42, 0, "most is 2")]
    [InlineData(null, 20, -1, 0, "seed is -1")]
    [InlineData(null, 20, 42, -1, "threads is -1")]
    public async Task Settings_out_of_range_are_refused_before_any_work(int? clusters, int most, long seed, int threads, string told)
    {
        var settings = new ClusterSettings { Clusters = clusters, Most = most, Seed = seed, Threads = threads };
        Assert.Contains(
            told,
            (await Assert.ThrowsAsync<WrongSettingsException>(() => Library.ClusterAsync("fake", settings))).Message,
            StringComparison.Ordinal);
        Assert.False(File.Exists(Library.Layout.Lock));
    }

    [Fact]
    public async Task Numbers_that_are_not_finite_in_the_catalog_are_told_as_damage()
    {
        await IndexPicturesAsync();
        await Library.ClusterAsync("fake", new ClusterSettings { Clusters = 2 });
        await using (var catalog = SqliteCatalog.Open(Library.Layout.Catalog))
            await catalog.SetClustersAsync(new CatalogClusters(Known, new float[] { 1, 2, 3, float.NaN }, "given"));
        await Assert.ThrowsAsync<DamagedDataException>(() => Library.SearchAsync(PathOf(0), new SearchRequest { Clusters = 1 }));
        await using (var catalog = SqliteCatalog.Open(Library.Layout.Catalog))
        {
            var content = (await catalog.DescribedAsync(Known))[0];
            await catalog.ApplyAsync(batch => batch.Vectors.Add(new CatalogVector(Known, content, new[] { 1, float.NaN, 3, 4 })));
        }

        Assert.Contains(
            "damaged",
            (await Assert.ThrowsAsync<DamagedDataException>(() => Library.ClusterAsync("fake"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_run_keeps_the_clusters_that_were_there()
    {
        await IndexPicturesAsync();
        await Library.ClusterAsync("fake", new ClusterSettings { Clusters = 4 });
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Library.ClusterAsync("fake", cancellationToken: cancelled.Token));
        Assert.Equal(4, await StoredClustersAsync());
    }

    [Fact]
    public async Task While_another_process_writes_nothing_is_stored()
    {
        await IndexPicturesAsync();
        using (Library.Lock())
            Assert.Contains(
                "another process",
                (await Assert.ThrowsAsync<LibraryBusyException>(() => Library.ClusterAsync("fake"))).Message,
                StringComparison.Ordinal);
        await AssertNotClusteredAsync();
    }

    [Fact]
    public async Task Drawings_show_the_elbow_and_the_clusters_and_replace_those_of_another_division()
    {
        await IndexPicturesAsync();
        var chosen = Library.Draw(await Library.ClusterAsync("fake", new ClusterSettings { Most = 6 }), each: true);
        Assert.Equal(Path.Join(Library.Layout.Reports, "elbow.png"), chosen.Elbow);
        Assert.Equal(1 + chosen.Clusters, chosen.Montages.Count);
        Assert.All(chosen.Montages.Append(chosen.Elbow!), drawing => Assert.True(new FileInfo(drawing).Length > 1000));
        Assert.Contains($"{chosen.Clusters} clusters", File.ReadAllText(Path.ChangeExtension(chosen.Elbow!, ".svg")), StringComparison.Ordinal);
        var own = folder.Write("library/reports/cluster-of-mine.png", "mine"u8);
        var given = Library.Draw(await Library.ClusterAsync("fake", new ClusterSettings { Clusters = 2 }));
        Assert.Null(given.Elbow);
        Assert.Equal([Path.Join(Library.Layout.Reports, "clusters.png")], given.Montages);
        Assert.False(File.Exists(chosen.Montages[1]));
        Assert.True(File.Exists(own));
    }

    public void Dispose()
    {
        Library.DisposeAsync().AsTask().Wait();
        descriptor.Dispose();
        folder.Dispose();
    }

    private static CatalogDescriptor Known { get; } = new("fake", "f1", 4, Metric.Euclidean);

    /// <summary>How many clusters the catalog has.</summary>
    private async Task<int> StoredClustersAsync()
    {
        await using var catalog = SqliteCatalog.OpenForReading(Library.Layout.Catalog);
        return (await catalog.ClustersAsync(Known))!.Centers.Length / Known.Dimensions;
    }

    private static double Distance(string a, string b)
    {
        var (x, y) = (ContentHash.Of(Encoding.UTF8.GetBytes(a)).ToBytes(), ContentHash.Of(Encoding.UTF8.GetBytes(b)).ToBytes());
        return Enumerable.Range(0, 4).Sum(i => Math.Pow(x[i] - y[i], 2));
    }

    private async Task AssertNotClusteredAsync()
    {
        var refused = await Assert.ThrowsAsync<UnusableInputException>(
            () => Library.SearchAsync(PathOf(0), new SearchRequest { Clusters = 1 }));
        Assert.Contains("likeness cluster", refused.Message, StringComparison.Ordinal);
    }

    private string PathOf(int picture) => folder[$"pictures/{picture:000}.pic"];

    private async Task IndexPicturesAsync()
    {
        for (var i = 0; i < Pictures; i++) Write($"{i:000}.pic", $"content {i}");
        await IndexAsync();
    }

    private void Write(string path, string content) => folder.Write("pictures/" + path, Encoding.UTF8.GetBytes(content));

    private async Task IndexAsync() => await Library.IndexAsync([folder["pictures"]], [descriptor]);

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
