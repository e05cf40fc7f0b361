using System.Text;
using Likeness.Catalog;
using Likeness.Catalog.Sqlite;
using Likeness.Indexing;
using Likeness.Testing;
using Likeness.Testing.Catalogs;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Indexing;

/// <summary>
/// A root is the folder itself, however it is named and wherever it is mounted; and nothing is forgotten only because it is not to be seen.
/// </summary>
public sealed class RootTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeSource source = new();
    private readonly FakeDescriptor descriptor = new();
    private readonly SqliteCatalog catalog;

    public RootTests() => catalog = SqliteCatalog.Open(folder["catalog.db"]);

    [Fact]
    public async Task A_folder_is_one_root_by_its_path_by_links_and_by_paths_through_links()
    {
        Write("real/photos/a.pic", "one");
        Write("real/photos/b.pic", "two");
        Link("link", "real/photos");
        Link("realdir", "real");
        Assert.Equal(2, (await IndexAsync("link")).Added);
        foreach (var name in (string[])["real/photos", "link", "realdir/photos"])
            Assert.Equal((0, 2), ((await IndexAsync(name)).Added, (await IndexAsync(name)).Unchanged));
        Assert.Equal([folder["link"]], await RootsAsync()); // as it was named first
        Assert.Equal((0, 2), ((await IndexAsync("real")).Added, (await catalog.PicturesAsync()).Count));
        Assert.Equal([folder["real"]], await RootsAsync());
        Assert.Equal(["photos/a.pic", "photos/b.pic"], await PathsAsync());
        Assert.Equal(1, (await IndexAsync("link/a.pic")).Unchanged);
    }

    [Fact]
    public async Task A_folder_that_is_named_by_two_paths_at_once_is_one()
    {
        Write("real/a.pic", "one");
        Link("link", "real");
        await IndexAsync("real", "link");
        Assert.Single(await catalog.PicturesAsync());
        Assert.Single(await RootsAsync());
    }

    [Fact]
    public async Task Roots_that_lie_in_each_other_through_links_make_no_end()
    {
        Write("a/a.pic", "one");
        Write("b/b.pic", "two");
        Link("a/x", "b");
        Link("b/y", "a");
        await IndexAsync("a/x", "b/y");
        await IndexAsync("a", "b");
        await IndexAsync("a/x", "b/y");
        Assert.Equal(2, (await catalog.PicturesAsync()).Select(picture => picture.Content).Distinct().Count());
    }

    [Fact]
    public async Task A_library_that_was_doubled_by_older_versions_heals_at_the_next_run()
    {
        Write("real/x/a.pic", "one");
        Write("real/b.pic", "two");
        Write("other/c.pic", "three");
        Link("link", "real");
        await IndexAsync("real");
        await IndexAsync("other");
        // By a link, and by an outer root that was added before a crash kept it from taking over the inner one.
        foreach (var (root, prefix) in ((string, string)[])[("link", ""), ("real/x", "x/")])
        {
            var id = (await catalog.AddRootAsync(folder[root])).Id;
            var doubled = (await catalog.PicturesAsync())
                .Where(picture => picture.Key.Root == 1 && picture.Key.Path.StartsWith(prefix, StringComparison.Ordinal));
            await catalog.ApplyAsync(batch => batch.Put.AddRange(
                doubled.Select(picture => picture with { Key = new PictureKey(id, picture.Key.Path[prefix.Length..]) })));
        }
        Assert.Equal(6, (await catalog.PicturesAsync()).Count);
        var report = await IndexAsync("other"); // not even one of those
        Assert.Equal((0, 0, 1), (report.Added, report.Removed, report.Unchanged));
        Assert.Equal(["b.pic", "c.pic", "x/a.pic"], await PathsAsync());
        Assert.Equal([folder["real"], folder["other"]], await RootsAsync());
    }

    [Fact]
    public async Task A_drive_that_is_mounted_elsewhere_has_moved_with_all_its_pictures()
    {
        for (var i = 0; i < 20; i++) Write($"here/usb/{i}.pic", $"content {i}");
        Write("here/usb/bad.pic", "bad one");
        Write("home/z.pic", "mine");
        await IndexAsync("here/usb", "home");
        Directory.CreateDirectory(folder["there"]);
        Directory.Move(folder["here/usb"], folder["there/stick"]);
        Directory.Delete(folder["here"]);
        source.Reset();
        var report = await IndexAsync("there/stick");
        Assert.Equal((20, 0, 0, 0), (report.Moved, report.Added, report.Removed, source.Decoded));
        Assert.Equal([folder["home"], folder["there/stick"]], await RootsAsync());
        Assert.Equal(new CatalogTotals(21, 21, 1), await catalog.TotalsAsync());
    }

    [Fact]
    public async Task Of_a_root_that_is_not_there_only_what_turns_up_elsewhere_is_forgotten()
    {
        Write("usb/a.pic", "one");
        Write("usb/b.pic", "two");
        await IndexAsync("usb");
        Directory.Delete(folder["usb"], recursive: true);
        Write("copies/a.pic", "one");
        var report = await IndexAsync("copies");
        Assert.Equal((1, 0), (report.Moved, report.Added));
        Assert.Equal(["a.pic", "b.pic"], await PathsAsync());
        Assert.Equal([folder["usb"], folder["copies"]], await RootsAsync());
    }

    [Fact]
    public async Task A_folder_that_holds_nothing_at_all_keeps_its_pictures_and_says_so()
    {
        Write("a/1.pic", "one");
        Write("mount/2.pic", "two");
        Write("mount/deep/3.pic", "three");
        Write("mount/deep/4.pic", "bad");
        Write("a/usb/5.pic", "five");
        await IndexAsync("a", "mount");
        foreach (var gone in (string[])["mount", "a/usb"])
        {
            Directory.Delete(folder[gone], recursive: true);
            Directory.CreateDirectory(folder[gone]);
        }
        for (var run = 0; run < 2; run++)
        {
            var report = await IndexAsync("a", "mount");
            Assert.Equal((0, 4), (report.Removed, report.Unchanged));
            Assert.Equal([new KeptFolder(folder["a/usb"], 1), new KeptFolder(folder["mount"], 2)], report.Kept);
            Assert.Equal(new CatalogTotals(4, 4, 1), await catalog.TotalsAsync());
        }
        Write("elsewhere/2.pic", "two"); // what turns up again has moved
        var last = await IndexAsync("a", "mount", "elsewhere");
        Assert.Equal((1, 3, 1), (last.Moved, last.Unchanged, last.Kept.Single(kept => kept.Path == folder["mount"]).Pictures));
        Write("mount/other.pic", "other"); // and in a folder that holds something, what is not there is gone
        Assert.Equal((1, 1), ((await IndexAsync("mount")).Added, (await IndexAsync("mount")).Removed + 1));
        Assert.DoesNotContain("deep/3.pic", await PathsAsync());
    }

    [Fact]
    public async Task A_file_that_a_link_leads_to_is_in_the_library_by_its_own_path()
    {
        Write("a/1.pic", "one");
        Write("b/2.pic", "two");
        Link("a/link", "b");
        Linked("a", "a/1.pic");
        Assert.Equal(2, (await IndexAsync("a")).Added);
        var report = await IndexAsync("b");
        Assert.Equal((0, 1), (report.Added, report.Moved));
        Assert.Equal(["1.pic", "2.pic"], await PathsAsync());
        source.Reset();
        Assert.Equal((0, 0, 0, 1, 0), ((await IndexAsync(
            "a")).Added, (await IndexAsync("a")).Moved, (await IndexAsync("a")).Removed, (await IndexAsync("a")).Unchanged, source.Opened));
        Assert.Equal(2, (await catalog.PicturesAsync()).Count);
    }

    [Fact]
    public async Task Everything_is_read_and_described_anew_where_that_is_asked_for()
    {
        Write("a/1.pic", "one");
        Write("a/2.pic", "two");
        Write("a/2 too.pic", "two");
        Write("a/3.pic", "bad");
        Write("b/4.pic", "four");
        await IndexAsync("a", "b");
        source.Reset();
        var before = descriptor.Described;
        var report = await new Indexer(
            catalog, source, [descriptor], new IndexSettings { Again = true, Readers = 1 }).RunAsync([folder["a"]]);
        Assert.Equal((3, 2, 4, 1), (report.Unchanged, report.Described, report.Read, report.Skipped.Count));
        Assert.Equal((4, 2), (source.Opened, descriptor.Described - before));
    }

    [Fact]
    public async Task A_folder_is_forgotten_by_any_of_its_names_also_when_it_is_gone()
    {
        Write("a/1.pic", "one");
        Write("a/deep/2.pic", "two");
        Write("a/deep/bad.pic", "bad");
        Write("a/deeper/3.pic", "three");
        Write("b/4.pic", "one");
        Link("link", "a");
        await IndexAsync("a", "b");
        var part = await ForgetAsync("link/deep");
        Assert.Equal((1, 1, 0), (part.Pictures, part.Rejected, part.Roots.Count));
        Assert.Equal(new CatalogTotals(3, 2, 0), await catalog.TotalsAsync());
        Directory.Delete(folder["a"], recursive: true);
        var whole = await ForgetAsync("a");
        Assert.Equal(2, whole.Pictures);
        Assert.Equal([folder["a"]], whole.Roots);
        Assert.Equal(["4.pic"], await PathsAsync());
        Assert.Equal([ContentHash.Of("one"u8)], await catalog.DescribedAsync("fake"));
        var refused = await Assert.ThrowsAsync<UnusableInputException>(() => ForgetAsync("a"));
        Assert.Contains(folder["b"], refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await ForgetAsync("b/4.pic")).Pictures);
        Assert.Equal([folder["b"]], await RootsAsync());
        Assert.Equal([folder["b"]], (await ForgetAsync("")).Roots);
    }

    public void Dispose()
    {
        catalog.DisposeAsync().AsTask().Wait();
        descriptor.Dispose();
        folder.Dispose();
    }

    private void Write(string path, string content) => folder.Write(path, Encoding.UTF8.GetBytes(content));

    private void Link(string path, string target) => Directory.CreateSymbolicLink(folder[path], folder[target]);

    /// <summary>Files of a folder but this one are said to have been reached by a link.</summary>
    private void Linked(string path, string real) => source.IsLinked = file => file.StartsWith(folder[path], StringComparison.Ordinal) && file != folder[real];

    private Task<IndexReport> IndexAsync(params string[] paths) =>
        new Indexer(catalog, source, [descriptor]).RunAsync([.. paths.Select(path => folder[path])]);

    private Task<ForgetReport> ForgetAsync(string path) =>
        new ForgetRun(catalog, new FolderPlaces()).RunAsync(PictureScanner.FullPath(folder[path]), CancellationToken.None);

    private async Task<IEnumerable<string>> RootsAsync() => (await catalog.RootsAsync()).Select(root => root.Path);

    private async Task<IEnumerable<string>> PathsAsync() =>
        (await catalog.PicturesAsync()).Select(picture => picture.Key.Path).Order(StringComparer.Ordinal);
}
