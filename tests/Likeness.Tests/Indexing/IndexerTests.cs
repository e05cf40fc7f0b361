using System.Text;
using Likeness.Catalog;
using Likeness.Catalog.Sqlite;
using Likeness.Indexing;
using Likeness.Testing;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Indexing;

public sealed class IndexerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeSource source = new();
    private readonly FakeDescriptor descriptor = new();
    private readonly SqliteCatalog catalog;

    public IndexerTests() => catalog = SqliteCatalog.Open(folder["catalog.db"]);

    private string Pictures => folder["pictures"];

    [Fact]
    public void New_pictures_are_added_with_the_vector_that_their_content_has()
    {
        Write("a.pic", "one");
        Write("deep/er/b c\n🏖.pic", "two");
        Expect(Index(), added: 2);
        Assert.Equal(["a.pic", "deep/er/b c\n🏖.pic"], Paths());
        catalog.ReadVectors("codes", (content, vector) => Assert.Equal(content.ToBytes()[..4].Select(b => b / 255f), vector.ToArray()));
        Assert.Equal(2, catalog.Described("codes").Count);
    }

    [Fact]
    public void A_second_run_over_an_unchanged_folder_opens_no_file()
    {
        for (var i = 0; i < 50; i++) Write($"{i}.pic", $"content {i % 40}");
        Expect(Index(), added: 50);
        source.Reset();
        Expect(Index(), unchanged: 50);
        Assert.Equal((0, 0), (source.Opened, source.Decoded));
    }

    [Fact]
    public void A_changed_picture_is_updated_and_its_old_vector_forgotten()
    {
        Write("a.pic", "one");
        Index();
        Write("a.pic", "another");
        Expect(Index(), updated: 1);
        Assert.Equal([ContentHash.Of("another"u8)], catalog.Described("codes"));
    }

    [Fact]
    public void A_touched_picture_with_the_same_content_is_unchanged_and_not_decoded()
    {
        var path = Write("a.pic", "one");
        Index();
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(1));
        source.Reset();
        Expect(Index(), unchanged: 1);
        Assert.Equal((1, 0), (source.Opened, source.Decoded));
        source.Reset();
        Expect(Index(), unchanged: 1);
        Assert.Equal(0, source.Opened);
    }

    [Fact]
    public void Another_content_of_the_same_size_and_time_is_noticed_by_the_time_of_change()
    {
        var path = Write("a.pic", "one");
        var time = File.GetLastWriteTimeUtc(path);
        source.Changed = _ => DateTime.UnixEpoch;
        Index();
        Write("a.pic", "two");
        File.SetLastWriteTimeUtc(path, time);
        source.Changed = _ => DateTime.UnixEpoch.AddTicks(1);
        Expect(Index(), updated: 1);
        Assert.Equal([ContentHash.Of("two"u8)], catalog.Described("codes"));
    }

    [Fact]
    public void A_refused_file_that_is_replaced_by_a_picture_of_the_same_size_and_time_is_noticed_too()
    {
        var path = Write("a.pic", "bad 1");
        var time = File.GetLastWriteTimeUtc(path);
        Index();
        Write("a.pic", "good!");
        File.SetLastWriteTimeUtc(path, time);
        source.Changed = file => file.LastWriteTimeUtc.AddTicks(1);
        Expect(Index(), added: 1);
    }

    [Fact]
    public void A_file_of_which_only_the_content_can_tell_is_read_at_every_run_and_described_once()
    {
        Write("a.pic", "one");
        source.Changed = _ => null;
        Index();
        for (var run = 0; run < 2; run++)
        {
            source.Reset();
            Expect(Index(), unchanged: 1);
            Assert.Equal((1, 0), (source.Opened, source.Decoded));
        }
        source.Changed = file => file.LastWriteTimeUtc; // it lies far enough back by now
        Index();
        source.Reset();
        Expect(Index(), unchanged: 1);
        Assert.Equal(0, source.Opened);
    }

    [Fact]
    public void A_moved_picture_keeps_its_vector()
    {
        Write("a.pic", "one");
        Write("b.pic", "two");
        Index();
        Directory.CreateDirectory(folder["pictures/new"]);
        File.Move(folder["pictures/a.pic"], folder["pictures/new/name.pic"]);
        source.Reset();
        Expect(Index(), moved: 1, unchanged: 1);
        Assert.Equal(["b.pic", "new/name.pic"], Paths());
        Assert.Equal(0, source.Decoded);
    }

    [Fact]
    public void Two_pictures_that_exchange_their_names_are_two_updates_that_decode_nothing()
    {
        Write("a.pic", "one");
        Write("b.pic", "second");
        Index();
        File.Move(folder["pictures/a.pic"], folder["pictures/c.pic"]);
        File.Move(folder["pictures/b.pic"], folder["pictures/a.pic"]);
        File.Move(folder["pictures/c.pic"], folder["pictures/b.pic"]);
        source.Reset();
        Expect(Index(), updated: 2);
        Assert.Equal(0, source.Decoded);
    }

    [Fact]
    public void A_vanished_picture_is_removed_below_the_given_paths_only()
    {
        Write("x/a.pic", "one");
        Write("x/no picture", "");
        Write("y/b.pic", "two");
        Write("y/c.pic", "three");
        Index();
        File.Delete(folder["pictures/x/a.pic"]);
        File.Delete(folder["pictures/y/b.pic"]);
        Expect(IndexPaths("pictures/y"), removed: 1, unchanged: 1);
        Assert.Equal(["x/a.pic", "y/c.pic"], Paths());
        Expect(Index(), removed: 1, unchanged: 1);
        Assert.Equal(new CatalogTotals(1, 1, 0), catalog.Totals());
    }

    [Fact]
    public void The_same_content_twice_is_two_pictures_and_one_vector()
    {
        Write("a.pic", "same");
        Write("b.pic", "same");
        Expect(Index(), added: 2);
        Assert.Equal(new CatalogTotals(2, 1, 0), catalog.Totals());
        File.Delete(folder["pictures/a.pic"]);
        Expect(Index(), removed: 1, unchanged: 1);
        Assert.Single(catalog.Described("codes"));
    }

    [Fact]
    public void A_bad_picture_is_listed_at_every_run_but_opened_once_until_it_changes()
    {
        Write("bad.pic", "bad content");
        Write("good.pic", "good");
        Expect(Index(), added: 1, skipped: ["bad.pic: it is bad"]);
        source.Reset();
        Expect(Index(), unchanged: 1, skipped: ["bad.pic: it is bad"]);
        Assert.Equal(0, source.Opened);
        Write("bad.pic", "mended now");
        Expect(Index(), added: 1, unchanged: 1);
        Assert.Empty(catalog.Rejected());
    }

    [Fact]
    public void What_the_machine_could_not_do_is_not_remembered_as_the_pictures_fault()
    {
        Write("large.pic", "large content");
        Expect(Index(), skipped: ["large.pic: there is no memory"]);
        Assert.Empty(catalog.Rejected());
        source.Reset();
        Expect(Index(), skipped: ["large.pic: there is no memory"]);
        Assert.Equal(1, source.Opened);
    }

    [Fact]
    public void A_bad_picture_is_tried_again_when_the_reader_is_another()
    {
        Write("bad.pic", "bad content");
        Index();
        source.ReaderVersion = "2";
        source.Reset();
        Expect(Index(), skipped: ["bad.pic: it is bad"]);
        Assert.Equal(1, source.Opened);
    }

    [Fact]
    public void A_picture_that_went_bad_is_removed_and_a_bad_one_that_vanished_forgotten()
    {
        Write("a.pic", "good");
        Write("no picture", "");
        Index();
        Write("a.pic", "bad by now");
        Expect(Index(), removed: 1, skipped: ["a.pic: it is bad"]);
        Assert.Equal(new CatalogTotals(0, 0, 1), catalog.Totals());
        File.Delete(folder["pictures/a.pic"]);
        Expect(Index());
        Assert.Equal(new CatalogTotals(0, 0, 0), catalog.Totals());
    }

    [Fact]
    public void A_file_that_cannot_be_read_this_time_is_tried_again_and_nothing_is_forgotten()
    {
        Write("a.pic", "one");
        Write("b.pic", "two");
        Index();
        Write("a.pic", "one changed");
        source.BeforeOpen = path => throw new UnauthorizedAccessException("no permission");
        Expect(Index(), unchanged: 2, skipped: ["a.pic: no permission"]);
        source.BeforeOpen = _ => { };
        Expect(Index(), updated: 1, unchanged: 1);
    }

    [Fact]
    public void Pictures_below_a_folder_that_cannot_be_read_are_kept()
    {
        Write("x/a.pic", "one");
        Write("y/b.pic", "two");
        Index();
        source.Unreadable.Add(new SkippedPicture(folder["pictures/x"], "no permission"));
        Expect(Index(), unchanged: 2, skipped: ["x: no permission"]);
        Assert.Equal(["x/a.pic", "y/b.pic"], Paths());
    }

    [Fact]
    public void A_failure_of_an_unexpected_kind_concerns_its_picture_only()
    {
        Write("a.pic", "one");
        Write("b.pic", "two");
        source.BeforeOpen = path => { if (path.EndsWith("a.pic", StringComparison.Ordinal)) throw new InvalidCastException("odd"); };
        Expect(Index(), added: 1, skipped: ["a.pic: InvalidCastException: odd"]);
    }

    [Fact]
    public void A_vector_that_is_not_a_number_is_not_stored_and_its_picture_is_listed()
    {
        Write("a.pic", "one");
        Write("a copy.pic", "one");
        Write("b.pic", "two");
        descriptor.Poison = ContentHash.Of("one"u8).ToBytes()[0];
        var report = Index();
        Assert.Equal((1, 2), (report.Added, report.Skipped.Count));
        Assert.All(report.Skipped, skipped => Assert.Contains("not finite", skipped.Reason, StringComparison.Ordinal));
        descriptor.Poison = null;
        Expect(Index(), added: 2, unchanged: 1);
    }

    [Fact]
    public void Another_fingerprint_describes_everything_anew_also_outside_the_given_paths()
    {
        Write("x/a.pic", "one");
        Write("y/b.pic", "two");
        Index();
        using var newer = new FakeDescriptor(fingerprint: "f2");
        var report = new Indexer(catalog, source, [newer]).Run([folder["pictures/y"]]);
        Assert.Equal((2, 2), (report.Unchanged, report.Described));
        Assert.Equal(["codes"], report.Replaced);
        Assert.Equal("f2", catalog.Descriptors().Single().Fingerprint);
        Assert.Equal(2, catalog.Described("codes").Count);
    }

    [Fact]
    public void A_second_descriptor_describes_only_what_it_lacks()
    {
        Write("a.pic", "one");
        Write("b.pic", "two");
        Index();
        using var colour = new FakeDescriptor("colour", side: 3, dimensions: 2);
        var before = descriptor.Described;
        Write("c.pic", "three");
        var report = new Indexer(catalog, source, [descriptor, colour]).Run([Pictures]);
        Assert.Equal((1, 2, 3), (report.Added, report.Unchanged, report.Described));
        Assert.Equal((1, 3), (descriptor.Described - before, colour.Described));
        Assert.Equal(3, catalog.Described("colour").Count);
    }

    [Fact]
    public void A_folder_inside_an_indexed_one_and_one_around_it_are_the_same_pictures()
    {
        Write("x/a.pic", "one");
        Write("b.pic", "two");
        Expect(IndexPaths("pictures/x"), added: 1);
        Expect(Index(), added: 1, unchanged: 1);
        Expect(IndexPaths("pictures/x", "pictures", "pictures/b.pic"), unchanged: 2);
        Assert.Equal(["b.pic", "x/a.pic"], Paths());
        Assert.Single(catalog.Roots());
    }

    [Fact]
    public void A_single_file_can_be_indexed_and_its_neighbours_stay()
    {
        Write("a.pic", "one");
        Write("b.pic", "two");
        Index();
        File.Delete(folder["pictures/b.pic"]);
        Expect(IndexPaths("pictures/a.pic"), unchanged: 1);
        Assert.Equal(2, catalog.Pictures().Count);
    }

    [Fact]
    public void A_path_that_does_not_exist_changes_nothing()
    {
        Write("a.pic", "one");
        Index();
        Assert.Throws<UnusableInputException>(() => IndexPaths("nowhere"));
        Assert.Single(catalog.Pictures());
    }

    [Fact]
    public void Batches_are_as_large_as_set_and_pixels_in_memory_are_bounded()
    {
        for (var i = 0; i < 300; i++) Write($"{i}.pic", $"content {i}");
        var report = new Indexer(catalog, source, [descriptor], new IndexSettings { BatchSize = 8, Readers = 3 }).Run([Pictures]);
        Assert.Equal(300, report.Added);
        Assert.Equal(8, descriptor.LargestBatch);
        Assert.Equal(3, source.Readers);
    }

    [Fact]
    public void Reading_waits_when_describing_is_slow()
    {
        for (var i = 0; i < 200; i++) Write($"{i}.pic", $"content {i}");
        var most = 0;
        descriptor.BeforeBatch = () => most = Math.Max(most, source.Decoded - descriptor.Described);
        new Indexer(catalog, source, [descriptor], new IndexSettings { BatchSize = 4, Readers = 2 }).Run([Pictures]);
        Assert.InRange(most, 1, 4 * 4); // 8 in the queue, 4 in the batch, one with each reader
    }

    [Fact]
    public void A_cancelled_run_keeps_what_it_did_and_the_next_continues()
    {
        for (var i = 0; i < 100; i++) Write($"{i}.pic", $"content {i}");
        using var cancel = new CancellationTokenSource();
        var batches = 0;
        descriptor.BeforeBatch = () => { if (++batches == 3) cancel.Cancel(); };
        var settings = new IndexSettings { BatchSize = 5, Readers = 2 };
        Assert.Throws<OperationCanceledException>(() => new Indexer(catalog, source, [descriptor], settings).Run([Pictures], null, cancel.Token));
        var kept = catalog.Pictures().Count;
        Assert.InRange(kept, 15, 99);
        Assert.Equal(kept, catalog.Described("codes").Count);
        Expect(Index(), added: 100 - kept, unchanged: kept);
    }

    [Fact]
    public void A_run_that_dies_after_some_batches_leaves_a_catalog_that_the_next_continues()
    {
        for (var i = 0; i < 100; i++) Write($"{i}.pic", $"content {i}");
        var batches = 0;
        descriptor.BeforeBatch = () => { if (++batches == 4) throw new InsufficientMemoryException("pretended"); };
        Assert.Throws<InsufficientMemoryException>(() => new Indexer(catalog, source, [descriptor], new IndexSettings { BatchSize = 10 }).Run([Pictures]));
        Assert.Equal(30, catalog.Described("codes").Count);
        Assert.Equal(30, catalog.Pictures().Count);
        descriptor.BeforeBatch = () => { };
        Expect(Index(), added: 70, unchanged: 30);
    }

    [Fact]
    public void What_stops_a_reading_thread_stops_the_run()
    {
        for (var i = 0; i < 100; i++) Write($"{i}.pic", $"content {i}");
        source.BeforeOpen = path => { if (path.EndsWith("50.pic", StringComparison.Ordinal)) throw new InsufficientMemoryException("pretended"); };
        Assert.Throws<InsufficientMemoryException>(() => new Indexer(catalog, source, [descriptor], new IndexSettings { BatchSize = 4 }).Run([Pictures]));
        Assert.Equal(catalog.Pictures().Count, catalog.Described("codes").Count);
    }

    [Fact]
    public void Progress_ends_with_all_that_needed_work()
    {
        for (var i = 0; i < 20; i++) Write($"{i}.pic", $"content {i}");
        var reports = new List<IndexProgress>();
        new Indexer(catalog, source, [descriptor], new IndexSettings { BatchSize = 6 }).Run([Pictures], new Collector(reports));
        Assert.Equal(new IndexProgress(20, 20), reports[^1]);
        Assert.Equal(reports.Select(report => report.Done).Order(), reports.Select(report => report.Done));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<WrongSettingsException>(() => new Indexer(catalog, source, []).Run([Pictures]));
        Assert.Throws<WrongSettingsException>(() => new Indexer(catalog, source, [descriptor], new IndexSettings { BatchSize = 0 }).Run([Pictures]));
        Assert.Throws<WrongSettingsException>(() => new Indexer(catalog, source, [descriptor], new IndexSettings { Readers = 0 }).Run([Pictures]));
        Write("a.pic", "one");
        using var twin = new FakeDescriptor();
        Assert.Throws<WrongSettingsException>(() => new Indexer(catalog, source, [descriptor, twin]).Run([Pictures]));
    }

    public void Dispose()
    {
        catalog.Dispose();
        descriptor.Dispose();
        folder.Dispose();
    }

    private string Write(string path, string content) => folder.Write("pictures/" + path, Encoding.UTF8.GetBytes(content));

    private IndexReport Index() => IndexPaths("pictures");

    private IndexReport IndexPaths(params string[] paths) => new Indexer(catalog, source, [descriptor]).Run([.. paths.Select(path => folder[path])]);

    private IEnumerable<string> Paths() => catalog.Pictures().Select(picture => picture.Key.Path).Order(StringComparer.Ordinal);

    private void Expect(IndexReport report, int added = 0, int updated = 0, int moved = 0, int removed = 0, int unchanged = 0, string[]? skipped = null)
    {
        Assert.Equal((added, updated, moved, removed, unchanged), (report.Added, report.Updated, report.Moved, report.Removed, report.Unchanged));
        Assert.Equal(skipped ?? [], report.Skipped.Select(entry => $"{Path.GetRelativePath(Pictures, entry.Path)}: {entry.Reason}"));
    }

    private sealed class Collector(List<IndexProgress> reports) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value) => reports.Add(value);
    }
}
