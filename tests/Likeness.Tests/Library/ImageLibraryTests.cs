using System.Text;
using Likeness.Indexing;
using Likeness.Library;
using Likeness.Ranking;
using Likeness.Testing;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Library;

public sealed class ImageLibraryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeSource source = new();
    private readonly FakeDescriptor descriptor = new();

    private ImageLibrary Library => ImageLibrary.Create(folder["library"], source);

    [Fact]
    public void A_search_finds_what_brute_force_over_the_vectors_finds()
    {
        for (var i = 0; i < 60; i++) Write($"kind {i % 3}/{i}.pic", $"content {i}");
        Index();
        var query = folder.Write("query.pic", "the query"u8);
        var report = Library.Search(query, descriptor, new SearchRequest(7));
        var expected = Enumerable.Range(0, 60)
            .Select(i => (Path: folder[$"pictures/kind {i % 3}/{i}.pic"], Distance: Distance("the query", $"content {i}")))
            .OrderBy(hit => hit.Distance).Take(7).ToArray();
        Assert.Equal(expected.Select(hit => hit.Path), report.Hits.Select(hit => hit.Path));
        Assert.Equal(Enumerable.Range(1, 7), report.Hits.Select(hit => hit.Rank));
        for (var i = 0; i < 7; i++) Assert.Equal(expected[i].Distance, report.Hits[i].Distance, 1e-5);
        Assert.All(report.Hits, hit => Assert.Equal(Path.GetFileName(Path.GetDirectoryName(hit.Path)), hit.Label));
    }

    [Fact]
    public void The_query_itself_and_its_copies_are_left_out_unless_asked_for()
    {
        Write("a.pic", "one");
        Write("b.pic", "one");
        Write("c.pic", "two");
        Index();
        var without = Library.Search(folder["pictures/a.pic"], descriptor);
        Assert.Equal([folder["pictures/c.pic"]], without.Hits.Select(hit => hit.Path));
        Assert.Equal(1, without.Hits[0].Rank);
        Assert.Null(without.Hits[0].Label);
        var with = Library.Search(folder["pictures/a.pic"], descriptor, new SearchRequest(IncludeSelf: true) { Copies = true });
        Assert.Equal(["a.pic", "b.pic", "c.pic"], with.Hits.Select(hit => Path.GetFileName(hit.Path)));
        Assert.Equal([0f, 0f], with.Hits.Take(2).Select(hit => hit.Distance));
        Assert.Equal([("a.pic", 1), ("c.pic", 0)], Library.Search(folder["pictures/a.pic"], descriptor, new SearchRequest(IncludeSelf: true)).Hits.Select(hit => (Path.GetFileName(hit.Path), hit.Copies)));
    }

    [Fact]
    public void Asking_for_k_gives_k_even_where_the_query_is_left_out_and_all_there_are_where_there_are_fewer()
    {
        for (var i = 0; i < 5; i++) Write($"{i}.pic", $"content {i}");
        Index();
        Assert.Equal(3, Library.Search(folder["pictures/0.pic"], descriptor, new SearchRequest(3)).Hits.Count);
        Assert.Equal(4, Library.Search(folder["pictures/0.pic"], descriptor, new SearchRequest(int.MaxValue)).Hits.Count);
        Assert.Throws<WrongSettingsException>(() => Library.Search(folder["pictures/0.pic"], descriptor, new SearchRequest(0)));
    }

    [Fact]
    public void A_library_of_another_fingerprint_refuses_to_search_and_says_to_index_again()
    {
        Write("a.pic", "one");
        Index();
        using var other = new FakeDescriptor(fingerprint: "f2");
        var refused = Assert.Throws<DamagedDataException>(() => Library.Search(folder["pictures/a.pic"], other));
        Assert.Contains("Index the pictures again", refused.Message, StringComparison.Ordinal);
        Assert.Contains("f1", refused.Message, StringComparison.Ordinal);
        Library.Index([folder["pictures"]], [other]);
        Assert.Single(Library.Search(folder["pictures/a.pic"], other, new SearchRequest(IncludeSelf: true)).Hits);
    }

    [Fact]
    public void An_empty_folder_is_no_library_and_an_unindexed_one_says_so()
    {
        Directory.CreateDirectory(folder["empty"]);
        Assert.Contains("no library", Assert.Throws<UnusableInputException>(() => ImageLibrary.Open(folder["empty"], source)).Message, StringComparison.Ordinal);
        var query = Write("a.pic", "one");
        Assert.Contains("holds no pictures yet", Assert.Throws<UnusableInputException>(() => Library.Search(query, descriptor)).Message, StringComparison.Ordinal);
        Assert.Equal((0, false), (Library.Info().Pictures, Library.Info().HasModel));
    }

    [Fact]
    public void A_query_that_is_missing_or_bad_is_told()
    {
        Write("a.pic", "one");
        Index();
        Assert.Throws<UnusableInputException>(() => Library.Search(folder["nowhere.pic"], descriptor));
        Assert.Throws<UnusableInputException>(() => Library.Search(folder.Write("q.pic", "bad one"u8), descriptor));
    }

    [Fact]
    public void The_query_is_looked_at_before_the_catalog_and_the_catalog_before_nothing()
    {
        Write("a.pic", "one");
        Index();
        var bad = folder.Write("q.pic", "bad one"u8);
        File.WriteAllBytes(Library.Layout.Catalog, new byte[5000]);
        Assert.Contains("q.pic", Assert.Throws<UnusableInputException>(() => Library.Search(bad, descriptor)).Message, StringComparison.Ordinal);
        Assert.Contains("nowhere.pic", Assert.Throws<UnusableInputException>(() => Library.OpenQuery(folder["nowhere.pic"])).Message, StringComparison.Ordinal);
        Assert.Throws<DamagedDataException>(() => Library.Search(folder["pictures/a.pic"], descriptor));
    }

    [Fact]
    public void A_search_says_how_many_pictures_it_could_not_search()
    {
        Write("a.pic", "one");
        Index();
        Write("b.pic", "two");
        using var other = new FakeDescriptor("other");
        Library.Index([folder["pictures"]], [other]);
        var report = Library.Search(folder["pictures/a.pic"], descriptor);
        Assert.Equal((0, 1), (report.Hits.Count, report.WithoutVector));
        Assert.Equal(0, Library.Search(folder["pictures/a.pic"], other).WithoutVector);
    }

    [Fact]
    public void A_catalog_without_a_byte_holds_nothing_yet_and_a_folder_in_its_place_is_told()
    {
        var query = Write("a.pic", "one");
        folder.Write("library/catalog.db", []);
        Assert.Equal(0, Library.Info().Pictures);
        Assert.Contains("holds no pictures yet", Assert.Throws<UnusableInputException>(() => Library.Search(query, descriptor)).Message, StringComparison.Ordinal);
        Index();
        Assert.Equal(1, Library.Info().Pictures);
        File.Delete(Library.Layout.Catalog);
        Directory.CreateDirectory(Library.Layout.Catalog);
        Assert.Contains("is a folder", Assert.Throws<UnusableInputException>(Library.Info).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_no_library_and_is_called_a_file()
    {
        var file = folder.Write("file", "x"u8);
        Assert.Contains("is a file", Assert.Throws<UnusableInputException>(() => ImageLibrary.Open(file, source)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("done")]
    [InlineData("locked")]
    [InlineData("no such folder")]
    [InlineData("no such descriptor")]
    [InlineData("damaged catalog")]
    public void A_descriptor_that_was_opened_for_a_run_is_disposed_once_however_that_ends(string how)
    {
        Write("a.pic", "one");
        using var opened = new FakeDescriptor("fake");
        var request = new IndexRequest { Opened = [opened], Descriptors = how == "no such descriptor" ? ["fake", "none"] : ["fake"] };
        using var held = how == "locked" ? Library.Lock() : null;
        if (how == "damaged catalog") File.WriteAllBytes(Library.Layout.Catalog, new byte[5000]);
        var failure = Record.Exception(() => Library.Index([folder[how == "no such folder" ? "nowhere" : "pictures"]], request));
        Assert.Equal(how == "done", failure is null);
        Assert.Equal(1, opened.Disposals);
    }

    [ReadOnlyFolderFact]
    public void A_library_that_cannot_be_written_to_is_searched_measured_and_told_about_and_says_why_it_is_not_written_to()
    {
        for (var i = 0; i < 9; i++) Write($"kind {i % 3}/{i}.pic", $"content {i}");
        Index();
        using var place = new ReadOnlyFolder(folder["library"]);
        var there = ImageLibrary.Open(place.Path, source);
        var report = there.Search(folder["pictures/kind 0/0.pic"], descriptor);
        Assert.Equal(8, report.Hits.Count);
        Assert.Throws<UnusableInputException>(() => there.Draw(report));
        Assert.Equal(9, there.Info().Pictures);
        Assert.Equal(9, there.Score(descriptor).Pictures);
        var measured = there.EvaluateRetrieval();
        Assert.Equal((9, null), (measured.Queries, measured.Rankings[0].Montage));
        Assert.NotNull(measured.DrawingFailure);
        var refused = Assert.Throws<UnusableInputException>(() => there.Index([folder["pictures"]], [descriptor]));
        Assert.Contains("cannot be written to", refused.Message, StringComparison.Ordinal);
        Assert.Throws<UnusableInputException>(() => there.Cluster(descriptor));
    }

    [Fact]
    public void The_librarys_own_drawings_are_not_indexed_wherever_it_lies()
    {
        Write("a.pic", "one");
        var inside = ImageLibrary.Create(folder["pictures/.library"], source);
        folder.Write("pictures/.library/reports/montage.pic", "drawn"u8);
        folder.Write("pictures/.library/training/chart.pic", "drawn too"u8);
        Assert.Equal(1, inside.Index([folder["pictures"]], [descriptor]).Added);
        folder.Write("around/reports/montage.pic", "drawn"u8);
        folder.Write("around/own/b.pic", "mine"u8);
        var around = ImageLibrary.Create(folder["around"], source);
        Assert.Equal(1, around.Index([folder["around/own"]], [descriptor]).Added);
        Assert.Equal(1, around.Index([folder["around"]], [descriptor]).Unchanged);
        Assert.Throws<UnusableInputException>(() => around.Index([folder["around/reports"]], [descriptor]));
    }

    [Fact]
    public void A_second_writer_is_turned_away_while_searches_go_on()
    {
        Write("a.pic", "one");
        Index();
        using (Library.Lock())
        {
            var busy = Assert.Throws<LibraryBusyException>(Index);
            Assert.Contains("being written to by another process", busy.Message, StringComparison.Ordinal);
            Assert.Single(Library.Search(folder["pictures/a.pic"], descriptor, new SearchRequest(IncludeSelf: true)).Hits);
        }
        Index();
    }

    [Fact]
    public void Scores_come_from_the_folders()
    {
        for (var i = 0; i < 30; i++) Write($"kind {i % 3}/{i}.pic", $"content {i}");
        Index();
        var scores = Library.Score(descriptor);
        Assert.Equal((30, 30, 0), (scores.Pictures, scores.Queries, scores.LeftOut));
        Assert.InRange(scores.PrecisionAtK!.Value, 0.05, 0.7); // contents say nothing about the kind: chance is 0.31
    }

    [Fact]
    public void Info_tells_what_there_is()
    {
        Write("a.pic", "one");
        Write("b.pic", "bad");
        Index();
        var info = Library.Info();
        Assert.Equal((1, 1, 1), (info.Pictures, info.Contents, info.Rejected));
        Assert.Equal([folder["pictures"]], info.Roots);
        Assert.Equal(("f1", 1), (info.Descriptors.Single().Descriptor.Fingerprint, info.Descriptors.Single().Vectors));
        Assert.True(info.CatalogBytes > 0);
    }

    public void Dispose()
    {
        descriptor.Dispose();
        folder.Dispose();
    }

    private static double Distance(string a, string b)
    {
        var (x, y) = (ContentHash.Of(Encoding.UTF8.GetBytes(a)).ToBytes(), ContentHash.Of(Encoding.UTF8.GetBytes(b)).ToBytes());
        return Math.Sqrt(Enumerable.Range(0, 4).Sum(i => Math.Pow((x[i] - y[i]) / 255.0, 2)));
    }

    private string Write(string path, string content) => folder.Write("pictures/" + path, Encoding.UTF8.GetBytes(content));

    private void Index() => Library.Index([folder["pictures"]], [descriptor]);
}
