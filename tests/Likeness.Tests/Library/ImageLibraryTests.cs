using System.Text;
using Likeness.Evaluation;
using Likeness.Testing;
using Likeness.Testing.Descriptors;
using Likeness.Tests.Fakes;
using Microsoft.Data.Sqlite;

namespace Likeness.Tests.Library;

public sealed class ImageLibraryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeSource source = new();
    private readonly FakeDescriptor descriptor = new();
    private readonly GivenDescriptor given;

    public ImageLibraryTests()
    {
        given = new GivenDescriptor(descriptor);
        Library = ImageLibrary.Create(folder["library"], GivenDescriptor.Options(source, given));
    }

    private ImageLibrary Library { get; }

    [Fact]
    public async Task A_search_finds_what_brute_force_over_the_vectors_finds()
    {
        for (var i = 0; i < 60; i++) Write($"kind {i % 3}/{i}.pic", $"content {i}");
        await IndexAsync();
        var query = folder.Write("query.pic", "the query"u8);
        var report = await Library.SearchAsync(query, new SearchRequest { K = 7 });
        var expected = Enumerable.Range(0, 60)
            .Select(i => (Path: folder[$"pictures/kind {i % 3}/{i}.pic"], Distance: Distance("the query", $"content {i}")))
            .OrderBy(hit => hit.Distance).Take(7).ToArray();
        Assert.Equal(expected.Select(hit => hit.Path), report.Hits.Select(hit => hit.Path));
        Assert.Equal(Enumerable.Range(1, 7), report.Hits.Select(hit => hit.Rank));
        for (var i = 0; i < 7; i++) Assert.Equal(expected[i].Distance, report.Hits[i].Distance, 1e-5);
        Assert.All(report.Hits, hit => Assert.Equal(Path.GetFileName(Path.GetDirectoryName(hit.Path)), hit.Label));
    }

    [Fact]
    public async Task The_query_itself_and_its_copies_are_left_out_unless_asked_for()
    {
        Write("a.pic", "one");
        Write("b.pic", "one");
        Write("c.pic", "two");
        await IndexAsync();
        var without = await Library.SearchAsync(folder["pictures/a.pic"]);
        Assert.Equal([folder["pictures/c.pic"]], without.Hits.Select(hit => hit.Path));
        Assert.Equal(1, without.Hits[0].Rank);
        Assert.Null(without.Hits[0].Label);
        var with = await Library.SearchAsync(folder["pictures/a.pic"], new SearchRequest { IncludeSelf = true, Copies = true });
        Assert.Equal(["a.pic", "b.pic", "c.pic"], with.Hits.Select(hit => Path.GetFileName(hit.Path)));
        Assert.Equal([0f, 0f], with.Hits.Take(2).Select(hit => hit.Distance));
        var once = await Library.SearchAsync(folder["pictures/a.pic"], new SearchRequest { IncludeSelf = true });
        Assert.Equal([("a.pic", 1), ("c.pic", 0)], once.Hits.Select(hit => (Path.GetFileName(hit.Path), hit.Copies)));
    }

    [Fact]
    public async Task Asking_for_k_gives_k_even_where_the_query_is_left_out_and_all_there_are_where_there_are_fewer()
    {
        for (var i = 0; i < 5; i++) Write($"{i}.pic", $"content {i}");
        await IndexAsync();
        Assert.Equal(3, (await Library.SearchAsync(folder["pictures/0.pic"], new SearchRequest { K = 3 })).Hits.Count);
        Assert.Equal(4, (await Library.SearchAsync(folder["pictures/0.pic"], new SearchRequest { K = int.MaxValue })).Hits.Count);
        await Assert.ThrowsAsync<WrongSettingsException>(() => Library.SearchAsync(folder["pictures/0.pic"], new SearchRequest { K = 0 }));
    }

    [Fact]
    public async Task A_library_whose_descriptor_became_another_one_refuses_to_search_and_says_to_index_again()
    {
        Write("a.pic", "one");
        await IndexAsync();
        using var other = new FakeDescriptor(fingerprint: "f2");
        given.Given = other;
        var refused = await Assert.ThrowsAsync<DamagedDataException>(() => Library.SearchAsync(folder["pictures/a.pic"]));
        Assert.Contains("Index the pictures again", refused.Message, StringComparison.Ordinal);
        Assert.Contains("f1", refused.Message, StringComparison.Ordinal);
        await Library.IndexAsync([folder["pictures"]], [other]);
        Assert.Single((await Library.SearchAsync(folder["pictures/a.pic"], new SearchRequest { IncludeSelf = true })).Hits);
    }

    [Fact]
    public async Task A_session_that_is_open_goes_on_with_the_descriptor_that_made_the_vectors_and_changes_with_these()
    {
        Write("a.pic", "one");
        Write("b.pic", "two");
        await IndexAsync();
        var before = await Library.SearchAsync(folder["pictures/a.pic"]);
        using var other = new FakeDescriptor(fingerprint: "f2", dimensions: 5);
        given.Given = other;
        Assert.Equal(before.Hits[0].Distance, (await Library.SearchAsync(folder["pictures/a.pic"])).Hits[0].Distance);
        await using (var elsewhere = ImageLibrary.Open(folder["library"], GivenDescriptor.Options(source, given)))
            await elsewhere.IndexAsync([folder["pictures"]], [other]);
        var after = await Library.SearchAsync(folder["pictures/a.pic"]);
        Assert.Equal(Distance("one", "two", 5), after.Hits[0].Distance, 1e-5);
        Assert.NotEqual(before.Hits[0].Distance, after.Hits[0].Distance);
    }

    [Fact]
    public async Task An_empty_folder_is_no_library_and_an_unindexed_one_says_so()
    {
        Directory.CreateDirectory(folder["empty"]);
        Assert.Contains(
            "no library",
            Assert.Throws<UnusableInputException>(() => ImageLibrary.Open(folder["empty"])).Message,
            StringComparison.Ordinal);
        var query = Write("a.pic", "one");
        Assert.Contains(
            "holds no pictures yet",
            (await Assert.ThrowsAsync<UnusableInputException>(() => Library.SearchAsync(query))).Message,
            StringComparison.Ordinal);
        var info = await Library.InfoAsync();
        Assert.Equal((0, false), (info.Pictures, info.HasModel));
    }

    [Fact]
    public async Task A_query_that_is_missing_or_bad_is_told()
    {
        Write("a.pic", "one");
        await IndexAsync();
        await Assert.ThrowsAsync<UnusableQueryException>(() => Library.SearchAsync(folder["nowhere.pic"]));
        await Assert.ThrowsAsync<UnusableQueryException>(() => Library.SearchAsync(folder.Write("q.pic", "bad one"u8)));
    }

    [Fact]
    public async Task The_query_is_looked_at_before_the_vectors_are_read()
    {
        Write("a.pic", "one");
        await IndexAsync();
        var bad = folder.Write("q.pic", "bad one"u8);
        using (var catalog = new SqliteConnection($"Data Source={Library.Layout.Catalog};Pooling=False"))
        {
            catalog.Open();
            using var damage = catalog.CreateCommand();
            damage.CommandText = "UPDATE vectors SET vector = x'00112233'";
            Assert.Equal(1, damage.ExecuteNonQuery());
        }

        // What mirrors the catalog beside it does not know of that.
        if (Directory.Exists(folder["library/vectors"])) Directory.Delete(folder["library/vectors"], recursive: true);

        Assert.Contains(
            "q.pic", (await Assert.ThrowsAsync<UnusableQueryException>(() => Library.SearchAsync(bad))).Message, StringComparison.Ordinal);
        var missing = await Assert.ThrowsAsync<UnusableQueryException>(() => Library.SearchAsync(folder["nowhere.pic"]));
        Assert.Contains("nowhere.pic", missing.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DamagedDataException>(() => Library.SearchAsync(folder["pictures/a.pic"]));
        await Assert.ThrowsAsync<WrongSettingsException>(() => Library.SearchAsync(bad, new SearchRequest { K = 0 }));
    }

    [Fact]
    public async Task A_catalog_that_is_none_is_told_as_damage()
    {
        Write("a.pic", "one");
        File.WriteAllBytes(Library.Layout.Catalog, new byte[5000]);
        await Assert.ThrowsAsync<DamagedDataException>(() => Library.SearchAsync(folder["pictures/a.pic"]));
        await Assert.ThrowsAsync<DamagedDataException>(() => Library.InfoAsync());
        await Assert.ThrowsAsync<DamagedDataException>(IndexAsync);
    }

    [Fact]
    public async Task A_search_says_how_many_pictures_it_could_not_search()
    {
        Write("a.pic", "one");
        await IndexAsync();
        Write("b.pic", "two");
        using var other = new FakeDescriptor("other");
        await Library.IndexAsync([folder["pictures"]], [other]);
        await using var library = ImageLibrary.Open(folder["library"], GivenDescriptor.Options(source, given, new GivenDescriptor(other)));
        var report = await library.SearchAsync(folder["pictures/a.pic"], By("fake"));
        Assert.Equal((0, 1), (report.Hits.Count, report.WithoutVector));
        Assert.Equal(0, (await library.SearchAsync(folder["pictures/a.pic"], By("other"))).WithoutVector);
        Assert.Equal(1, (await library.SearchAsync(folder["pictures/a.pic"], By("fake", "other"))).WithoutVector);
    }

    [Fact]
    public async Task A_catalog_without_a_byte_holds_nothing_yet_and_a_folder_in_its_place_is_told()
    {
        var query = Write("a.pic", "one");
        folder.Write("library/catalog.db", []);
        Assert.Equal(0, (await Library.InfoAsync()).Pictures);
        var nothing = await Assert.ThrowsAsync<UnusableInputException>(() => Library.SearchAsync(query));
        Assert.Contains("holds no pictures yet", nothing.Message, StringComparison.Ordinal);
        Assert.Empty(await Library.PicturesAsync().ToListAsync());
        await IndexAsync();
        Assert.Equal(1, (await Library.InfoAsync()).Pictures);
        Directory.CreateDirectory(folder["other/catalog.db"]);
        await using var other = ImageLibrary.Create(folder["other"]);
        Assert.Contains(
            "is a folder", (await Assert.ThrowsAsync<UnusableInputException>(() => other.InfoAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_no_library_and_is_called_a_file()
    {
        var file = folder.Write("file", "x"u8);
        Assert.Contains(
            "is a file", Assert.Throws<UnusableInputException>(() => ImageLibrary.Open(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("done")]
    [InlineData("locked")]
    [InlineData("no such folder")]
    [InlineData("no such descriptor")]
    [InlineData("damaged catalog")]
    public async Task A_descriptor_that_was_opened_for_a_run_is_disposed_once_however_that_ends(string how)
    {
        Write("a.pic", "one");
        using var opened = new FakeDescriptor("fake");
        var request = new IndexRequest { Opened = [opened], Descriptors = how == "no such descriptor" ? ["fake", "none"] : ["fake"] };
        using var held = how == "locked" ? Library.Lock() : null;
        if (how == "damaged catalog") File.WriteAllBytes(Library.Layout.Catalog, new byte[5000]);
        var failure = await Record.ExceptionAsync(
            () => Library.IndexAsync([folder[how == "no such folder" ? "nowhere" : "pictures"]], request));
        Assert.Equal(how == "done", failure is null);
        Assert.Equal(1, opened.Disposals);
    }

    [ReadOnlyFolderFact]
    public async Task A_library_that_cannot_be_written_to_is_searched_measured_and_told_about_and_says_why_it_is_not_written_to()
    {
        for (var i = 0; i < 9; i++) Write($"kind {i % 3}/{i}.pic", $"content {i}");
        await IndexAsync();
        using var place = new ReadOnlyFolder(folder["library"]);
        await using var there = ImageLibrary.Open(place.Path, GivenDescriptor.Options(source, given));
        var report = await there.SearchAsync(folder["pictures/kind 0/0.pic"]);
        Assert.Equal(8, report.Hits.Count);
        Assert.Throws<UnusableInputException>(() => there.Draw(report));
        Assert.Equal(9, (await there.InfoAsync()).Pictures);
        Assert.Equal(9, await there.PicturesAsync().CountAsync());
        var measured = await there.EvaluateRetrievalAsync();
        Assert.Equal((9, null), (measured.Queries, measured.Rankings[0].Montage));
        Assert.NotNull(measured.DrawingFailure);
        var refused = await Assert.ThrowsAsync<UnusableInputException>(() => there.IndexAsync([folder["pictures"]], [descriptor]));
        Assert.Contains("cannot be written to", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnusableInputException>(() => there.ClusterAsync("fake"));
    }

    [Fact]
    public async Task The_librarys_own_drawings_are_not_indexed_wherever_it_lies()
    {
        Write("a.pic", "one");
        await using var inside = ImageLibrary.Create(folder["pictures/.library"], GivenDescriptor.Options(source));
        folder.Write("pictures/.library/reports/montage.pic", "drawn"u8);
        folder.Write("pictures/.library/training/chart.pic", "drawn too"u8);
        Assert.Equal(1, (await inside.IndexAsync([folder["pictures"]], [descriptor])).Added);
        folder.Write("around/reports/montage.pic", "drawn"u8);
        folder.Write("around/own/b.pic", "mine"u8);
        await using var around = ImageLibrary.Create(folder["around"], GivenDescriptor.Options(source));
        Assert.Equal(1, (await around.IndexAsync([folder["around/own"]], [descriptor])).Added);
        Assert.Equal(1, (await around.IndexAsync([folder["around"]], [descriptor])).Unchanged);
        await Assert.ThrowsAsync<UnusableInputException>(() => around.IndexAsync([folder["around/reports"]], [descriptor]));
    }

    [Fact]
    public async Task A_second_writer_is_turned_away_while_searches_go_on()
    {
        Write("a.pic", "one");
        await IndexAsync();
        using (Library.Lock())
        {
            var busy = await Assert.ThrowsAsync<LibraryBusyException>(IndexAsync);
            Assert.Contains("being written to by another process", busy.Message, StringComparison.Ordinal);
            Assert.Single((await Library.SearchAsync(folder["pictures/a.pic"], new SearchRequest { IncludeSelf = true })).Hits);
        }
        await IndexAsync();
    }

    [Fact]
    public async Task Scores_come_from_the_folders()
    {
        for (var i = 0; i < 30; i++) Write($"kind {i % 3}/{i}.pic", $"content {i}");
        await IndexAsync();
        var scores = await Library.EvaluateRetrievalAsync(new RetrievalSettings { Draw = false });
        Assert.Equal((30, 30, 0), (scores.Pictures, scores.Queries, scores.LeftOut));
        Assert.InRange(Assert.Single(scores.Rankings).P10, 0.05, 0.7); // contents say nothing about the kind: chance is 0.31
    }

    [Fact]
    public async Task Info_tells_what_there_is()
    {
        Write("a.pic", "one");
        Write("b.pic", "bad");
        await IndexAsync();
        var info = await Library.InfoAsync();
        Assert.Equal((1, 1, 1), (info.Pictures, info.Contents, info.Rejected));
        Assert.Equal([folder["pictures"]], info.Roots);
        Assert.Equal(("f1", 1), (info.Descriptors.Single().Descriptor.Fingerprint, info.Descriptors.Single().Vectors));
        Assert.True(info.CatalogBytes > 0);
    }

    [Fact]
    public async Task Pictures_are_listed_with_their_contents_and_labels()
    {
        Write("x/a.pic", "one");
        await IndexAsync();
        Assert.Equal(
            [new IndexedPicture(folder["pictures/x/a.pic"], ContentHash.Of("one"u8), null)], await Library.PicturesAsync().ToListAsync());
        Write("y/b.pic", "one");
        Write("y/c.pic", "bad");
        await IndexAsync();
        Assert.Equal(
            [("a.pic", "x"), ("b.pic", "y")],
            (await Library.PicturesAsync().ToListAsync()).Select(picture => (Path.GetFileName(picture.Path), picture.Label)).Order());
    }

    [Fact]
    public async Task A_session_goes_on_after_a_first_run_that_failed()
    {
        await Assert.ThrowsAsync<UnusableInputException>(() => Library.IndexAsync([folder["nowhere"]], [descriptor]));
        Write("a.pic", "one");
        await IndexAsync();
        Assert.Equal(1, (await Library.InfoAsync()).Pictures);
    }

    [Fact]
    public async Task A_session_that_was_closed_says_so()
    {
        Write("a.pic", "one");
        await IndexAsync();
        await Library.SearchAsync(folder["pictures/a.pic"]);
        await Library.DisposeAsync();
        await Library.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Library.SearchAsync(folder["pictures/a.pic"]));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Library.InfoAsync());
        Assert.Equal(["catalog.db"], Directory.GetFiles(folder["library"], "catalog.db*").Select(Path.GetFileName));
    }

    [Fact]
    public async Task Many_searches_at_once_find_what_one_finds_while_pictures_come_in()
    {
        for (var i = 0; i < 60; i++) Write($"{i}.pic", $"content {i}");
        await IndexAsync();
        var expected = (await Library.SearchAsync(folder["pictures/0.pic"])).Hits;
        for (var i = 0; i < 60; i++) Write($"more/{i}.pic", $"content {i}"); // copies: the answer stays, whatever is there of them
        var indexing = Task.Run(IndexAsync);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            do
            {
                var hits = (await Library.SearchAsync(folder["pictures/0.pic"])).Hits;
                Assert.Equal(
                    expected.Select(hit => (hit.Rank, hit.Path, hit.Distance)), hits.Select(hit => (hit.Rank, hit.Path, hit.Distance)));
            }
            while (!indexing.IsCompleted);
        })));
        await indexing;
    }

    public void Dispose()
    {
        Library.DisposeAsync().AsTask().Wait();
        descriptor.Dispose();
        folder.Dispose();
    }

    private static SearchRequest By(params string[] descriptors) =>
        new() { Descriptors = [.. descriptors.Select(name => new DescriptorShare(name))] };

    private static double Distance(string a, string b, int dimensions = 4)
    {
        var (x, y) = (ContentHash.Of(Encoding.UTF8.GetBytes(a)).ToBytes(), ContentHash.Of(Encoding.UTF8.GetBytes(b)).ToBytes());
        return Math.Sqrt(Enumerable.Range(0, dimensions).Sum(i => Math.Pow((x[i] - y[i]) / 255.0, 2)));
    }

    private string Write(string path, string content) => folder.Write("pictures/" + path, Encoding.UTF8.GetBytes(content));

    private async Task IndexAsync() => await Library.IndexAsync([folder["pictures"]], [descriptor]);
}
