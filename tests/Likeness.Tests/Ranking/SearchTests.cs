using Likeness.Catalog;
using Likeness.Catalog.Sqlite;
using Likeness.Search;
using Likeness.Testing;
using Likeness.Testing.Catalogs;
using Likeness.Testing.Descriptors;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Ranking;

/// <summary>
/// Searches in a library whose pictures and vectors the test has put there by hand. Their files do not exist: as queries they are known
/// by their paths.
/// </summary>
public sealed class SearchTests : IDisposable
{
    private static readonly CatalogDescriptor First = new("fake", "f1", 4, Metric.Euclidean);

    private readonly TemporaryFolder folder = new();
    private readonly FakeSource source = new();
    private readonly FakeDescriptor descriptor = new();
    private readonly FakeDescriptor second = new("second");
    private readonly GivenDescriptor given;
    private readonly SqliteCatalog catalog;

    public SearchTests()
    {
        given = new GivenDescriptor(descriptor);
        Library = ImageLibrary.Create(folder["library"], GivenDescriptor.Options(source, given, new GivenDescriptor(second)));
        catalog = SqliteCatalog.Open(Library.Layout.Catalog);
    }

    private ImageLibrary Library { get; }

    [Fact]
    public async Task Copies_count_once_and_the_k_nearest_are_k_different_contents()
    {
        for (var copy = 0; copy < 12; copy++) await PutAsync($"copies/{copy:00}.pic", 1, 1);
        for (var i = 2; i < 8; i++) await PutAsync($"{i}.pic", i, i);
        var hits = await FindAsync("copies/00.pic", new SearchRequest { K = 3, IncludeSelf = true });
        Assert.Equal(
            [(1, "00.pic", 11), (2, "2.pic", 0), (3, "3.pic", 0)], hits.Select(hit => (hit.Rank, Path.GetFileName(hit.Path), hit.Copies)));
        var all = await FindAsync("copies/00.pic", new SearchRequest { K = 3, IncludeSelf = true, Copies = true });
        Assert.Equal([.. Enumerable.Repeat(1, 12), 2, 3], all.Select(hit => hit.Rank));
        Assert.Equal(Enumerable.Range(0, 12).Select(copy => $"{copy:00}.pic"), all.Take(12).Select(hit => Path.GetFileName(hit.Path)));
        Assert.All(all.Take(12), hit => Assert.Equal(11, hit.Copies));
        // The query's own content is left out with all its copies, and does not count.
        Assert.Equal(["2.pic", "3.pic", "4.pic"], await NamesAsync("copies/07.pic", new SearchRequest { K = 3, Copies = true }));
    }

    [Fact]
    public async Task At_equal_distance_hits_are_in_the_order_of_their_paths()
    {
        await PutAsync("query.pic", 100, 0);
        foreach (var i in (int[])[5, 3, 9, 1]) await PutAsync($"{i}.pic", i, 2);
        await PutAsync("0 far.pic", 50, 3);
        Assert.Equal(["1.pic", "3.pic", "5.pic", "9.pic", "0 far.pic"], await NamesAsync("query.pic"));
    }

    [Fact]
    public async Task Pictures_without_a_vector_are_counted_each_copy_of_them()
    {
        await catalog.BeginAsync(First with { Name = "second" });
        await PutAsync("a.pic", 1, 1, "fake", "second");
        await PutAsync("b.pic", 2, 2, "fake");
        await PutAsync("c.pic", 3, 3);
        await PutAsync("c again.pic", 3, null);
        await PutAsync("d.pic", 4, null);
        Assert.Equal(1, await WithoutAsync(new DescriptorShare("fake")));
        Assert.Equal(4, await WithoutAsync(new DescriptorShare("second")));
        Assert.Equal(4, await WithoutAsync(new("fake"), new DescriptorShare("second")));
        Assert.Equal(1, await WithoutAsync(new("fake"), new DescriptorShare("second", 0)));

        async Task<long> WithoutAsync(params DescriptorShare[] shares) =>
            (await Library.SearchAsync("/pictures/a.pic", new SearchRequest { Descriptors = shares })).WithoutVector;
    }

    [Fact]
    public async Task Labels_and_folders_narrow_a_search_also_the_copies_that_are_told()
    {
        foreach (var (kind, far) in ((string, int)[])[("coast", 0), ("forest", 1)])
        {
            for (var i = 0; i < 4; i++) await PutAsync($"{kind}/{i}.pic", 10 * far + i, 2 * i + far);
        }

        await PutAsync("forest/copy of coast.pic", 2, 4);
        await PutAsync("query.pic", 100, -1);
        string[] forest = ["forest/1.pic", "forest/copy of coast.pic", "forest/3.pic"];
        Assert.Equal(["forest/0.pic", .. forest[..2]], await PathsAsync(new SearchRequest { K = 3, Label = "forest" }));
        Assert.Equal(["forest/0.pic", .. forest[..2]], await PathsAsync(new SearchRequest { K = 3, Below = "/pictures/forest" }));
        Assert.Equal(
            ["coast/0.pic", "coast/1.pic", "coast/2.pic", "coast/3.pic"],
            await PathsAsync(new SearchRequest { Label = "coast", Copies = true }));
        Assert.Empty(await PathsAsync(new SearchRequest { Label = "coast", Below = "/pictures/forest" }));
        Assert.Empty(await PathsAsync(new SearchRequest { Below = "/pictures/for" }));
        var hits = await FindAsync("query.pic", new SearchRequest { Label = "coast" });
        Assert.All(hits, hit => Assert.Equal((0, "coast"), (hit.Copies, hit.Label)));
        var everywhere = await FindAsync("query.pic", new SearchRequest { Below = "/pictures" });
        Assert.Equal(1, everywhere.Single(hit => hit.Path == "/pictures/coast/2.pic").Copies);

        async Task<IEnumerable<string>> PathsAsync(SearchRequest request) =>
            (await FindAsync("query.pic", request)).Select(hit => Path.GetRelativePath("/pictures", hit.Path));
    }

    [Fact]
    public async Task Hits_farther_than_a_distance_are_left_out_where_that_is_asked_for()
    {
        for (var i = 0; i < 6; i++) await PutAsync($"{i}.pic", i, i);
        Assert.Equal(["1.pic", "2.pic", "3.pic"], await NamesAsync("0.pic", new SearchRequest { MaxDistance = 3 }));
        Assert.Equal(["0.pic"], await NamesAsync("0.pic", new SearchRequest { MaxDistance = 0, IncludeSelf = true }));
        foreach (var wrong in (float[])[-1, float.NaN])
            await Assert.ThrowsAsync<WrongSettingsException>(() => FindAsync("0.pic", new SearchRequest { MaxDistance = wrong }));
    }

    [Fact]
    public async Task Several_pictures_are_a_query_by_their_mean_and_unwanted_ones_push_it_a_quarter_of_the_way()
    {
        for (var i = 0; i <= 20; i++) await PutAsync($"{i:00}.pic", i, i);
        SearchQuery At(int i) => $"/pictures/{i:00}.pic";
        await Check(At(4).And(At(10)), 7);
        await Check(At(4).And(At(10)).And(At(1)), 5);
        await Check(At(8).Not(At(0)), 10);
        await Check(At(6).And(At(10)).Not(At(2).And(At(6))), 9);
        await Check(At(8).Not(At(12).Not(At(16))), 12); // unlike what is unlike 16 is like 16

        async Task Check(SearchQuery query, double mean)
        {
            var report = await Library.SearchAsync(query, new SearchRequest { K = 30, IncludeSelf = true });
            var expected = Enumerable.Range(0, 21).OrderBy(i => Math.Abs(i - mean)).ThenBy(i => i).Select(i => $"/pictures/{i:00}.pic");
            Assert.Equal(expected, report.Hits.Select(hit => hit.Path));
            Assert.Equal(Enumerable.Range(0, 21).Min(i => Math.Abs(i - mean)), report.Hits[0].Distance, 1e-5);
        }
    }

    [Fact]
    public async Task Of_several_pictures_all_are_left_out_of_the_hits_and_all_are_named()
    {
        for (var i = 0; i < 6; i++) await PutAsync($"{i}.pic", i, i);
        var query = SearchQuery.FromFile("/pictures/0.pic").And("/pictures/2.pic").Not("/pictures/4.pic");
        var report = await Library.SearchAsync(query);
        Assert.Equal(["1.pic", "3.pic", "5.pic"], report.Hits.Select(hit => Path.GetFileName(hit.Path)).Order(StringComparer.Ordinal));
        Assert.Equal("/pictures/0.pic, /pictures/2.pic, not /pictures/4.pic", report.Query);
    }

    [Fact]
    public async Task A_query_is_called_by_its_full_path_however_it_was_named()
    {
        await PutAsync("a.pic", 1, 1);
        var query = folder.Write("query.pic", "the query"u8);
        var named = Path.GetRelativePath(Environment.CurrentDirectory, query);
        Assert.NotEqual(query, named);
        Assert.Equal(query, (await Library.SearchAsync(named)).Query);
    }

    [Fact]
    public async Task Bytes_and_streams_are_queries_as_files_are_and_none_of_them_is_opened()
    {
        for (var i = 0; i < 9; i++) folder.Write($"pictures/{i}.pic", [(byte)i, 1, 2]);
        await Library.IndexAsync([folder["pictures"]], [descriptor]);
        var file = folder.Write("query.pic", "the query"u8);
        var expected = await Library.SearchAsync(file);
        source.Reset();
        var bytes = File.ReadAllBytes(file);
        var inMemory = await Library.SearchAsync(SearchQuery.FromBytes(bytes, "mine"));
        var streamed = await Library.SearchAsync(await SearchQuery.FromStreamAsync(new MemoryStream(bytes)));
        Assert.Equal(("mine", "picture", 0), (inMemory.Query, streamed.Query, source.Opened));
        foreach (var report in (SearchReport[])[inMemory, streamed])
            Assert.Equal(expected.Hits.Select(hit => (hit.Path, hit.Distance)), report.Hits.Select(hit => (hit.Path, hit.Distance)));
        // The content of a picture of the library is left out, whatever it is called.
        var own = await Library.SearchAsync(SearchQuery.FromBytes(new byte[] { 3, 1, 2 }));
        Assert.DoesNotContain(folder["pictures/3.pic"], own.Hits.Select(hit => hit.Path));
        var refused = await Assert.ThrowsAsync<UnusableQueryException>(
            () => Library.SearchAsync(SearchQuery.FromBytes("bad one"u8.ToArray(), "spoilt")));
        Assert.Contains("'spoilt' cannot be used: it is bad", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_of_the_library_whose_file_is_gone_is_a_query_by_its_vector()
    {
        for (var i = 0; i < 9; i++) folder.Write($"pictures/deep/{i}.pic", [(byte)i, 1, 2]);
        await Library.IndexAsync([folder["pictures"]], [descriptor]);
        var expected = await Library.SearchAsync(folder["pictures/deep/4.pic"]);
        Directory.Move(folder["pictures"], folder["away"]);
        var described = descriptor.Described;
        var found = await Library.SearchAsync(folder["pictures/deep/4.pic"]);
        Assert.Equal(expected.Hits.Select(hit => (hit.Path, hit.Distance)), found.Hits.Select(hit => (hit.Path, hit.Distance)));
        Assert.Equal(described, descriptor.Described);
        await Assert.ThrowsAsync<UnusableQueryException>(() => Library.SearchAsync(folder["pictures/deep/none.pic"]));
        await Assert.ThrowsAsync<UnusableQueryException>(() => Library.SearchAsync(folder["pictures/4.pic"]));
    }

    [Fact]
    public async Task A_query_of_which_no_vector_can_be_made_is_told()
    {
        await PutAsync("a.pic", 1, 1);
        var query = folder.Write("query.pic", "poison"u8);
        descriptor.Poison = ContentHash.Of("poison"u8).ToBytes()[0];
        var refused = await Assert.ThrowsAsync<UnusableQueryException>(() => Library.SearchAsync(query));
        Assert.Contains("query.pic", refused.Message, StringComparison.Ordinal);
        Assert.Contains("not finite", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_answers_from_one_state_though_others_replace_everything_while_it_reads_its_query()
    {
        await catalog.BeginAsync(First with { Name = "second" });
        for (var i = 0; i < 20; i++) await PutAsync($"{i}.pic", i, i / 100f, "fake", "second");
        var query = folder.Write("query.pic", "the query"u8);
        var request = new SearchRequest { K = 20, Descriptors = [new("fake"), new("second")] };
        var expected = await Library.SearchAsync(query, request);
        source.BeforeOpen = _ => ReplaceAsync().GetAwaiter().GetResult();
        foreach (var fresh in (bool[])[false, true])
        {
            await using var library = fresh ? ImageLibrary.Open(
                folder["library"], GivenDescriptor.Options(source, given, new GivenDescriptor(second))) : null;
            if (fresh)
            {
                await catalog.UseAsync(First);
                await catalog.UseAsync(First with { Name = "second" });
                for (var i = 0; i < 20; i++) await PutAsync($"{i}.pic", i, i / 100f, "fake", "second");
            }

            var found = await (library ?? Library).SearchAsync(query, request);
            Assert.Equal(0, found.WithoutVector);
            Assert.Equal(expected.Hits.Select(hit => (hit.Path, hit.Distance)), found.Hits.Select(hit => (hit.Path, hit.Distance)));
        }

        source.BeforeOpen = _ => { };
        using var newer = new FakeDescriptor(fingerprint: "f2");
        given.Given = newer;
        Assert.NotEqual(
            expected.Hits[0].Distance, (await Library.SearchAsync(query, request with { Descriptors = [new("fake")] })).Hits[0].Distance);

        async Task ReplaceAsync()
        {
            await catalog.UseAsync(First with { Fingerprint = "f2" });
            await catalog.ApplyAsync(batch =>
            {
                for (var i = 0; i < 20; i++)
                    batch.Vectors.Add(new CatalogVector(First with { Fingerprint = "f2" }, Hash(i), new float[] { 1000 + i, 0, 0, 0 }));
            });
            await catalog.UseAsync(First with { Name = "second", Fingerprint = "f2" });
        }
    }

    [Fact]
    public async Task A_search_that_is_cancelled_ends_and_the_next_one_finds_everything()
    {
        for (var i = 0; i < 20; i++) await PutAsync($"{i}.pic", i, i);
        var query = folder.Write("query.pic", "the query"u8);
        using var cancellation = new CancellationTokenSource();
        source.BeforeOpen = _ => cancellation.Cancel();
        var described = descriptor.Described;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Library.SearchAsync(query, cancellationToken: cancellation.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Library.SearchAsync(query, cancellationToken: cancellation.Token));
        Assert.Equal(described, descriptor.Described);
        source.BeforeOpen = _ => { };
        Assert.Equal(10, (await Library.SearchAsync(query)).Hits.Count);
    }

    [Fact]
    public async Task Generations_under_way_are_not_searched_and_not_told_of()
    {
        await PutAsync("a.pic", 1, 1);
        await PutAsync("b.pic", 2, 2);
        await catalog.BeginAsync(First with { Fingerprint = "f2" });
        await catalog.ApplyAsync(
            batch => batch.Vectors.Add(new CatalogVector(First with { Fingerprint = "f2" }, Hash(2), new float[] { 9, 9, 9, 9 })));
        var report = await Library.SearchAsync("/pictures/a.pic");
        Assert.Equal((1f, 0L), (report.Hits.Single().Distance, report.WithoutVector));
        var info = await Library.InfoAsync();
        Assert.Equal(("f1", 2), (info.Descriptors.Single().Descriptor.Fingerprint, info.Descriptors.Single().Vectors));
    }

    public void Dispose()
    {
        Library.DisposeAsync().AsTask().Wait();
        catalog.DisposeAsync().AsTask().Wait();
        descriptor.Dispose();
        second.Dispose();
        folder.Dispose();
    }

    private static ContentHash Hash(int content) => ContentHash.Of(BitConverter.GetBytes(content));

    private async Task<IReadOnlyList<Hit>> FindAsync(string query, SearchRequest? request = null) =>
        (await Library.SearchAsync("/pictures/" + query, request)).Hits;

    private async Task<IEnumerable<string?>> NamesAsync(string query, SearchRequest? request = null) =>
        (await FindAsync(query, request)).Select(hit => Path.GetFileName(hit.Path));

    private async Task PutAsync(string path, int content, float? value, params string[] descriptors)
    {
        await catalog.BeginAsync(First);
        var root = await catalog.AddRootAsync("/pictures");
        await catalog.ApplyAsync(batch =>
        {
            batch.Put.Add(new CatalogPicture(new PictureKey(root.Id, path), Hash(content), 1, DateTime.UnixEpoch));
            if (value is not { } number) return;
            batch.Vectors.AddRange((descriptors.Length == 0 ? ["fake"] : descriptors)
                .Select(name => new CatalogVector(First with { Name = name }, Hash(content), new float[] { number, 0, 0, 0 })));
        });
    }
}
