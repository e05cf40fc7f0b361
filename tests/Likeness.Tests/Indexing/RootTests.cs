using System.Text;
using Likeness.Catalog;
using Likeness.Catalog.Sqlite;
using Likeness.Indexing;
using Likeness.Testing;
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
    public void A_folder_is_one_root_by_its_path_by_links_and_by_paths_through_links()
    {
        Write("real/photos/a.pic", "one");
        Write("real/photos/b.pic", "two");
        Link("link", "real/photos");
        Link("realdir", "real");
        Assert.Equal(2, Index("link").Added);
        foreach (var name in (string[])["real/photos", "link", "realdir/photos"]) Assert.Equal((0, 2), (Index(name).Added, Index(name).Unchanged));
        Assert.Equal([folder["link"]], Roots()); // as it was named first
        Assert.Equal((0, 2), (Index("real").Added, catalog.Pictures().Count));
        Assert.Equal([folder["real"]], Roots());
        Assert.Equal(["photos/a.pic", "photos/b.pic"], Paths());
        Assert.Equal(1, Index("link/a.pic").Unchanged);
    }

    [Fact]
    public void A_folder_that_is_named_by_two_paths_at_once_is_one()
    {
        Write("real/a.pic", "one");
        Link("link", "real");
        Index("real", "link");
        Assert.Single(catalog.Pictures());
        Assert.Single(Roots());
    }

    [Fact]
    public void Roots_that_lie_in_each_other_through_links_make_no_end()
    {
        Write("a/a.pic", "one");
        Write("b/b.pic", "two");
        Link("a/x", "b");
        Link("b/y", "a");
        Index("a/x", "b/y");
        Index("a", "b");
        Index("a/x", "b/y");
        Assert.Equal(2, catalog.Pictures().Select(picture => picture.Content).Distinct().Count());
    }

    [Fact]
    public void A_library_that_was_doubled_by_older_versions_heals_at_the_next_run()
    {
        Write("real/x/a.pic", "one");
        Write("real/b.pic", "two");
        Write("other/c.pic", "three");
        Link("link", "real");
        Index("real");
        Index("other");
        // By a link, and by an outer root that was added before a crash kept it from taking over the inner one.
        foreach (var (root, prefix) in ((string, string)[])[("link", ""), ("real/x", "x/")])
        {
            var batch = new CatalogBatch();
            var id = catalog.AddRoot(folder[root]).Id;
            batch.Put.AddRange(catalog.Pictures().Where(picture => picture.Key.Root == 1 && picture.Key.Path.StartsWith(prefix, StringComparison.Ordinal))
                .Select(picture => picture with { Key = new PictureKey(id, picture.Key.Path[prefix.Length..]) }));
            catalog.Apply(batch);
        }
        Assert.Equal(6, catalog.Pictures().Count);
        var report = Index("other"); // not even one of those
        Assert.Equal((0, 0, 1), (report.Added, report.Removed, report.Unchanged));
        Assert.Equal(["b.pic", "c.pic", "x/a.pic"], Paths());
        Assert.Equal([folder["real"], folder["other"]], Roots());
    }

    [Fact]
    public void A_drive_that_is_mounted_elsewhere_has_moved_with_all_its_pictures()
    {
        for (var i = 0; i < 20; i++) Write($"here/usb/{i}.pic", $"content {i}");
        Write("here/usb/bad.pic", "bad one");
        Write("home/z.pic", "mine");
        Index("here/usb", "home");
        Directory.CreateDirectory(folder["there"]);
        Directory.Move(folder["here/usb"], folder["there/stick"]);
        Directory.Delete(folder["here"]);
        source.Reset();
        var report = Index("there/stick");
        Assert.Equal((20, 0, 0, 0), (report.Moved, report.Added, report.Removed, source.Decoded));
        Assert.Equal([folder["home"], folder["there/stick"]], Roots());
        Assert.Equal(new CatalogTotals(21, 21, 1), catalog.Totals());
    }

    [Fact]
    public void Of_a_root_that_is_not_there_only_what_turns_up_elsewhere_is_forgotten()
    {
        Write("usb/a.pic", "one");
        Write("usb/b.pic", "two");
        Index("usb");
        Directory.Delete(folder["usb"], recursive: true);
        Write("copies/a.pic", "one");
        var report = Index("copies");
        Assert.Equal((1, 0), (report.Moved, report.Added));
        Assert.Equal(["a.pic", "b.pic"], Paths());
        Assert.Equal([folder["usb"], folder["copies"]], Roots());
    }

    [Fact]
    public void A_folder_that_holds_nothing_at_all_keeps_its_pictures_and_says_so()
    {
        Write("a/1.pic", "one");
        Write("mount/2.pic", "two");
        Write("mount/deep/3.pic", "three");
        Write("mount/deep/4.pic", "bad");
        Write("a/usb/5.pic", "five");
        Index("a", "mount");
        foreach (var gone in (string[])["mount", "a/usb"])
        {
            Directory.Delete(folder[gone], recursive: true);
            Directory.CreateDirectory(folder[gone]);
        }
        for (var run = 0; run < 2; run++)
        {
            var report = Index("a", "mount");
            Assert.Equal((0, 4), (report.Removed, report.Unchanged));
            Assert.Equal([new KeptFolder(folder["a/usb"], 1), new KeptFolder(folder["mount"], 2)], report.Kept);
            Assert.Equal(new CatalogTotals(4, 4, 1), catalog.Totals());
        }
        Write("elsewhere/2.pic", "two"); // what turns up again has moved
        var last = Index("a", "mount", "elsewhere");
        Assert.Equal((1, 3, 1), (last.Moved, last.Unchanged, last.Kept.Single(kept => kept.Path == folder["mount"]).Pictures));
        Write("mount/other.pic", "other"); // and in a folder that holds something, what is not there is gone
        Assert.Equal((1, 1), (Index("mount").Added, Index("mount").Removed + 1));
        Assert.DoesNotContain("deep/3.pic", Paths());
    }

    [Fact]
    public void A_file_that_a_link_leads_to_is_in_the_library_by_its_own_path()
    {
        Write("a/1.pic", "one");
        Write("b/2.pic", "two");
        Link("a/link", "b");
        Linked("a", "a/1.pic");
        Assert.Equal(2, Index("a").Added);
        var report = Index("b");
        Assert.Equal((0, 1), (report.Added, report.Moved));
        Assert.Equal(["1.pic", "2.pic"], Paths());
        source.Reset();
        Assert.Equal((0, 0, 0, 1, 0), (Index("a").Added, Index("a").Moved, Index("a").Removed, Index("a").Unchanged, source.Opened));
        Assert.Equal(2, catalog.Pictures().Count);
    }

    [Fact]
    public void Everything_is_read_and_described_anew_where_that_is_asked_for()
    {
        Write("a/1.pic", "one");
        Write("a/2.pic", "two");
        Write("a/2 too.pic", "two");
        Write("a/3.pic", "bad");
        Write("b/4.pic", "four");
        Index("a", "b");
        source.Reset();
        var before = descriptor.Described;
        var report = new Indexer(catalog, source, [descriptor], new IndexSettings { Again = true, Readers = 1 }).Run([folder["a"]]);
        Assert.Equal((3, 2, 4, 1), (report.Unchanged, report.Described, report.Read, report.Skipped.Count));
        Assert.Equal((4, 2), (source.Opened, descriptor.Described - before));
    }

    [Fact]
    public void A_folder_is_forgotten_by_any_of_its_names_also_when_it_is_gone()
    {
        Write("a/1.pic", "one");
        Write("a/deep/2.pic", "two");
        Write("a/deep/bad.pic", "bad");
        Write("a/deeper/3.pic", "three");
        Write("b/4.pic", "one");
        Link("link", "a");
        Index("a", "b");
        var part = Forget("link/deep");
        Assert.Equal((1, 1, 0), (part.Pictures, part.Rejected, part.Roots.Count));
        Assert.Equal(new CatalogTotals(3, 2, 0), catalog.Totals());
        Directory.Delete(folder["a"], recursive: true);
        var whole = Forget("a");
        Assert.Equal(2, whole.Pictures);
        Assert.Equal([folder["a"]], whole.Roots);
        Assert.Equal(["4.pic"], Paths());
        Assert.Equal([ContentHash.Of("one"u8)], catalog.Described("codes"));
        var refused = Assert.Throws<UnusableInputException>(() => Forget("a"));
        Assert.Contains(folder["b"], refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, Forget("b/4.pic").Pictures);
        Assert.Equal([folder["b"]], Roots());
        Assert.Equal([folder["b"]], Forget("").Roots);
    }

    public void Dispose()
    {
        catalog.Dispose();
        descriptor.Dispose();
        folder.Dispose();
    }

    private void Write(string path, string content) => folder.Write(path, Encoding.UTF8.GetBytes(content));

    private void Link(string path, string target) => Directory.CreateSymbolicLink(folder[path], folder[target]);

    /// <summary>Files of a folder but this one are said to have been reached by a link.</summary>
    private void Linked(string path, string real) => source.IsLinked = file => file.StartsWith(folder[path], StringComparison.Ordinal) && file != folder[real];

    private IndexReport Index(params string[] paths) => new Indexer(catalog, source, [descriptor]).Run([.. paths.Select(path => folder[path])]);

    private ForgetReport Forget(string path) => new ForgetRun(catalog, new FolderPlaces()).Run(PictureScanner.FullPath(folder[path]));

    private IEnumerable<string> Roots() => catalog.Roots().Select(root => root.Path);

    private IEnumerable<string> Paths() => catalog.Pictures().Select(picture => picture.Key.Path).Order(StringComparer.Ordinal);
}
