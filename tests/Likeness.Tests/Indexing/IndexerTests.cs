using System.Text;
using Likeness.Catalog;
using Likeness.Catalog.Sqlite;
using Likeness.Indexing;
using Likeness.Testing;
using Likeness.Testing.Catalogs;
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
    public async Task New_pictures_are_added_with_the_vector_that_their_content_has()
    {
        Write("a.pic", "one");
        Write("deep/er/b c\n🏖.pic", "two");
        Expect(await IndexAsync(), added: 2);
        Assert.Equal(["a.pic", "deep/er/b c\n🏖.pic"], await PathsAsync());
        Assert.All(
            await catalog.VectorsAsync("fake"), entry => Assert.Equal(entry.Content.ToBytes()[..4].Select(b => b / 255f), entry.Vector));
        Assert.Equal(2, (await catalog.DescribedAsync("fake")).Count);
    }

    [Fact]
    public async Task A_second_run_over_an_unchanged_folder_opens_no_file()
    {
        for (var i = 0; i < 50; i++) Write($"{i}.pic", $"content {i % 40}");
        Expect(await IndexAsync(), added: 50);
        source.Reset();
        Expect(await IndexAsync(), unchanged: 50);
        Assert.Equal((0, 0), (source.Opened, source.Decoded));
    }

    [Fact]
    public async Task A_changed_picture_is_updated_and_its_old_vector_forgotten()
    {
        Write("a.pic", "one");
        await IndexAsync();
        Write("a.pic", "another");
        Expect(await IndexAsync(), updated: 1);
        Assert.Equal([ContentHash.Of("another"u8)], await catalog.DescribedAsync("fake"));
    }

    [Fact]
    public async Task A_touched_picture_with_the_same_content_is_unchanged_and_not_decoded()
    {
        var path = Write("a.pic", "one");
        await IndexAsync();
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(1));
        source.Reset();
        Expect(await IndexAsync(), unchanged: 1);
        Assert.Equal((1, 0), (source.Opened, source.Decoded));
        source.Reset();
        Expect(await IndexAsync(), unchanged: 1);
        Assert.Equal(0, source.Opened);
    }

    [Fact]
    public async Task Another_content_of_the_same_size_and_time_is_noticed_by_the_time_of_change()
    {
        var path = Write("a.pic", "one");
        var time = File.GetLastWriteTimeUtc(path);
        source.Changed = _ => DateTime.UnixEpoch;
        await IndexAsync();
        Write("a.pic", "two");
        File.SetLastWriteTimeUtc(path, time);
        source.Changed = _ => DateTime.UnixEpoch.AddTicks(1);
        Expect(await IndexAsync(), updated: 1);
        Assert.Equal([ContentHash.Of("two"u8)], await catalog.DescribedAsync("fake"));
    }

    [Fact]
    public async Task A_refused_file_that_is_replaced_by_a_picture_of_the_same_size_and_time_is_noticed_too()
    {
        var path = Write("a.pic", "bad 1");
        var time = File.GetLastWriteTimeUtc(path);
        await IndexAsync();
        Write("a.pic", "good!");
        File.SetLastWriteTimeUtc(path, time);
        source.Changed = file => file.LastWriteTimeUtc.AddTicks(1);
        Expect(await IndexAsync(), added: 1);
    }

    [Fact]
    public async Task A_file_of_which_only_the_content_can_tell_is_read_at_every_run_and_described_once()
    {
        Write("a.pic", "one");
        source.Changed = _ => null;
        await IndexAsync();
        for (var run = 0; run < 2; run++)
        {
            source.Reset();
            Expect(await IndexAsync(), unchanged: 1);
            Assert.Equal((1, 0), (source.Opened, source.Decoded));
        }
        source.Changed = file => file.LastWriteTimeUtc; // it lies far enough back by now
        await IndexAsync();
        source.Reset();
        Expect(await IndexAsync(), unchanged: 1);
        Assert.Equal(0, source.Opened);
    }

    [Fact]
    public async Task A_moved_picture_keeps_its_vector()
    {
        Write("a.pic", "one");
        Write("b.pic", "two");
        await IndexAsync();
        Directory.CreateDirectory(folder["pictures/new"]);
        File.Move(folder["pictures/a.pic"], folder["pictures/new/name.pic"]);
        source.Reset();
        Expect(await IndexAsync(), moved: 1, unchanged: 1);
        Assert.Equal(["b.pic", "new/name.pic"], await PathsAsync());
        Assert.Equal(0, source.Decoded);
    }

    [Fact]
    public async Task Two_pictures_that_exchange_their_names_are_two_updates_that_decode_nothing()
    {
        Write("a.pic", "one");
        Write("b.pic", "second");
        await IndexAsync();
        File.Move(folder["pictures/a.pic"], folder["pictures/c.pic"]);
        File.Move(folder["pictures/b.pic"], folder["pictures/a.pic"]);
        File.Move(folder["pictures/c.pic"], folder["pictures/b.pic"]);
        source.Reset();
        Expect(await IndexAsync(), updated: 2);
        Assert.Equal(0, source.Decoded);
    }

    [Fact]
    public async Task A_vanished_picture_is_removed_below_the_given_paths_only()
    {
        Write("x/a.pic", "one");
        Write("x/no picture", "");
        Write("y/b.pic", "two");
        Write("y/c.pic", "three");
        await IndexAsync();
        File.Delete(folder["pictures/x/a.pic"]);
        File.Delete(folder["pictures/y/b.pic"]);
        Expect(await IndexPathsAsync("pictures/y"), removed: 1, unchanged: 1);
        Assert.Equal(["x/a.pic", "y/c.pic"], await PathsAsync());
        Expect(await IndexAsync(), removed: 1, unchanged: 1);
        Assert.Equal(new CatalogTotals(1, 1, 0), await catalog.TotalsAsync());
    }

    [Fact]
    public async Task The_same_content_twice_is_two_pictures_and_one_vector()
    {
        Write("a.pic", "same");
        Write("b.pic", "same");
        Expect(await IndexAsync(), added: 2);
        Assert.Equal(new CatalogTotals(2, 1, 0), await catalog.TotalsAsync());
        File.Delete(folder["pictures/a.pic"]);
        Expect(await IndexAsync(), removed: 1, unchanged: 1);
        Assert.Single(await catalog.DescribedAsync("fake"));
    }

    [Fact]
    public async Task A_bad_picture_is_listed_at_every_run_but_opened_once_until_it_changes()
    {
        Write("bad.pic", "bad content");
        Write("good.pic", "good");
        Expect(await IndexAsync(), added: 1, skipped: ["bad.pic: it is bad"]);
        source.Reset();
        Expect(await IndexAsync(), unchanged: 1, skipped: ["bad.pic: it is bad"]);
        Assert.Equal(0, source.Opened);
        Write("bad.pic", "mended now");
        Expect(await IndexAsync(), added: 1, unchanged: 1);
        Assert.Empty(await catalog.RejectedAsync());
    }

    [Fact]
    public async Task What_the_machine_could_not_do_is_not_remembered_as_the_pictures_fault()
    {
        Write("large.pic", "large content");
        Expect(await IndexAsync(), skipped: ["large.pic: there is no memory"]);
        Assert.Empty(await catalog.RejectedAsync());
        source.Reset();
        Expect(await IndexAsync(), skipped: ["large.pic: there is no memory"]);
        Assert.Equal(1, source.Opened);
    }

    [Fact]
    public async Task A_bad_picture_is_tried_again_when_the_reader_is_another()
    {
        Write("bad.pic", "bad content");
        await IndexAsync();
        source.ReaderVersion = "2";
        source.Reset();
        Expect(await IndexAsync(), skipped: ["bad.pic: it is bad"]);
        Assert.Equal(1, source.Opened);
    }

    [Fact]
    public async Task A_picture_that_went_bad_is_removed_and_a_bad_one_that_vanished_forgotten()
    {
        Write("a.pic", "good");
        Write("no picture", "");
        await IndexAsync();
        Write("a.pic", "bad by now");
        Expect(await IndexAsync(), removed: 1, skipped: ["a.pic: it is bad"]);
        Assert.Equal(new CatalogTotals(0, 0, 1), await catalog.TotalsAsync());
        File.Delete(folder["pictures/a.pic"]);
        Expect(await IndexAsync());
        Assert.Equal(new CatalogTotals(0, 0, 0), await catalog.TotalsAsync());
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_this_time_is_tried_again_and_nothing_is_forgotten()
    {
        Write("a.pic", "one");
        Write("b.pic", "two");
        await IndexAsync();
        Write("a.pic", "one changed");
        source.BeforeOpen = path => throw new UnauthorizedAccessException("no permission");
        Expect(await IndexAsync(), unchanged: 2, skipped: ["a.pic: no permission"]);
        source.BeforeOpen = _ => { };
        Expect(await IndexAsync(), updated: 1, unchanged: 1);
    }

    [Fact]
    public async Task Pictures_below_a_folder_that_cannot_be_read_are_kept()
    {
        Write("x/a.pic", "one");
        Write("y/b.pic", "two");
        await IndexAsync();
        source.Unreadable.Add(new SkippedPicture(folder["pictures/x"], "no permission"));
        Expect(await IndexAsync(), unchanged: 2, skipped: ["x: no permission"]);
        Assert.Equal(["x/a.pic", "y/b.pic"], await PathsAsync());
    }

    [Fact]
    public async Task A_failure_of_an_unexpected_kind_concerns_its_picture_only()
    {
        Write("a.pic", "one");
        Write("b.pic", "two");
        source.BeforeOpen = path => { if (path.EndsWith("a.pic", StringComparison.Ordinal)) throw new InvalidCastException("odd"); };
        Expect(await IndexAsync(), added: 1, skipped: ["a.pic: InvalidCastException: odd"]);
    }

    [Fact]
    public async Task A_vector_that_is_not_a_number_is_not_stored_and_its_picture_is_listed()
    {
        Write("a.pic", "one");
        Write("a copy.pic", "one");
        Write("b.pic", "two");
        descriptor.Poison = ContentHash.Of("one"u8).ToBytes()[0];
        var report = await IndexAsync();
        Assert.Equal((1, 2), (report.Added, report.Skipped.Count));
        Assert.All(report.Skipped, skipped => Assert.Contains("not finite", skipped.Reason, StringComparison.Ordinal));
        descriptor.Poison = null;
        Expect(await IndexAsync(), added: 2, unchanged: 1);
    }

    [Fact]
    public async Task Another_fingerprint_describes_everything_anew_also_outside_the_given_paths()
    {
        Write("x/a.pic", "one");
        Write("y/b.pic", "two");
        await IndexAsync();
        using var newer = new FakeDescriptor(fingerprint: "f2");
        var report = await new Indexer(catalog, source, [newer]).RunAsync([folder["pictures/y"]]);
        Assert.Equal((2, 2), (report.Unchanged, report.Described));
        Assert.Equal(["fake"], report.Replaced);
        Assert.Equal("f2", (await catalog.DescriptorsAsync()).Single().Fingerprint);
        Assert.Equal(2, (await catalog.DescribedAsync("fake")).Count);
    }

    [Fact]
    public async Task Vectors_of_another_fingerprint_that_were_cut_off_stay_beside_those_in_use_until_the_next_run_completes_them()
    {
        for (var i = 0; i < 40; i++) Write($"{i}.pic", $"content {i}");
        await IndexAsync();
        using var newer = new FakeDescriptor(fingerprint: "f2");
        await CutOffAsync(newer, batches: 3);
        var (old, other) = (Known("f1"), Known("f2"));
        Assert.Equal([new(old, true), new CatalogGeneration(other, false)], await catalog.GenerationsAsync());
        var made = (int)await catalog.CountVectorsAsync(other);
        Assert.InRange(made, 15, 39);
        Assert.Equal(40, await catalog.CountVectorsAsync(old));

        var before = newer.Described;
        var report = await new Indexer(catalog, source, [newer]).RunAsync([Pictures]);
        Assert.Equal((40, 40 - made, 40 - made), (report.Unchanged, report.Described, newer.Described - before));
        Assert.Equal(["fake"], report.Replaced);
        Assert.Equal([new CatalogGeneration(other, true)], await catalog.GenerationsAsync());
        Assert.Equal(40, await catalog.CountVectorsAsync(other));
        Assert.Empty((await new Indexer(catalog, source, [newer]).RunAsync([Pictures])).Replaced);
    }

    [Fact]
    public async Task What_was_cut_off_is_given_up_when_a_third_fingerprint_or_the_first_one_is_indexed_by()
    {
        for (var i = 0; i < 40; i++) Write($"{i}.pic", $"content {i}");
        await IndexAsync();
        using var second = new FakeDescriptor(fingerprint: "f2");
        using var third = new FakeDescriptor(fingerprint: "f3");
        await CutOffAsync(second, batches: 2);
        await CutOffAsync(third, batches: 2);
        Assert.Equal([new(Known("f1"), true), new CatalogGeneration(Known("f3"), false)], await catalog.GenerationsAsync());
        Expect(await IndexAsync(), unchanged: 40);
        Assert.Equal([new CatalogGeneration(Known("f1"), true)], await catalog.GenerationsAsync());
        Assert.Equal(40, await catalog.CountVectorsAsync(Known("f1")));
    }

    [Fact]
    public async Task What_is_new_while_other_vectors_are_made_is_described_by_these_and_what_is_gone_lacks_both()
    {
        for (var i = 0; i < 40; i++) Write($"{i}.pic", $"content {i}");
        await IndexAsync();
        using var newer = new FakeDescriptor(fingerprint: "f2");
        await CutOffAsync(newer, batches: 2);
        Write("new.pic", "new");
        File.Delete(folder["pictures/7.pic"]);
        var report = await new Indexer(catalog, source, [newer]).RunAsync([Pictures]);
        Assert.Equal((1, 1, 39), (report.Added, report.Removed, report.Unchanged));
        var described = await catalog.DescribedAsync(Known("f2"));
        Assert.Equal(40, described.Count);
        Assert.Contains(ContentHash.Of("new"u8), described);
        Assert.DoesNotContain(ContentHash.Of("content 7"u8), described);
    }

    [Fact]
    public async Task A_second_descriptor_describes_only_what_it_lacks()
    {
        Write("a.pic", "one");
        Write("b.pic", "two");
        await IndexAsync();
        using var colour = new FakeDescriptor("colour", side: 3, dimensions: 2);
        var before = descriptor.Described;
        Write("c.pic", "three");
        var report = await new Indexer(catalog, source, [descriptor, colour]).RunAsync([Pictures]);
        Assert.Equal((1, 2, 3), (report.Added, report.Unchanged, report.Described));
        Assert.Equal((1, 3), (descriptor.Described - before, colour.Described));
        Assert.Equal(3, (await catalog.DescribedAsync("colour")).Count);
    }

    [Fact]
    public async Task A_folder_inside_an_indexed_one_and_one_around_it_are_the_same_pictures()
    {
        Write("x/a.pic", "one");
        Write("b.pic", "two");
        Expect(await IndexPathsAsync("pictures/x"), added: 1);
        Expect(await IndexAsync(), added: 1, unchanged: 1);
        Expect(await IndexPathsAsync("pictures/x", "pictures", "pictures/b.pic"), unchanged: 2);
        Assert.Equal(["b.pic", "x/a.pic"], await PathsAsync());
        Assert.Single(await catalog.RootsAsync());
    }

    [Fact]
    public async Task A_single_file_can_be_indexed_and_its_neighbours_stay()
    {
        Write("a.pic", "one");
        Write("b.pic", "two");
        await IndexAsync();
        File.Delete(folder["pictures/b.pic"]);
        Expect(await IndexPathsAsync("pictures/a.pic"), unchanged: 1);
        Assert.Equal(2, (await catalog.PicturesAsync()).Count);
    }

    [Fact]
    public async Task A_path_that_does_not_exist_changes_nothing()
    {
        Write("a.pic", "one");
        await IndexAsync();
        await Assert.ThrowsAsync<UnusableInputException>(() => IndexPathsAsync("nowhere"));
        Assert.Single(await catalog.PicturesAsync());
    }

    [Fact]
    public async Task Batches_are_as_large_as_set_and_pixels_in_memory_are_bounded()
    {
        for (var i = 0; i < 300; i++) Write($"{i}.pic", $"content {i}");
        var report = await new Indexer(
            catalog, source, [descriptor], new IndexSettings { BatchSize = 8, Readers = 3 }).RunAsync([Pictures]);
        Assert.Equal(300, report.Added);
        Assert.Equal(8, descriptor.LargestBatch);
        Assert.Equal(3, source.Readers);
    }

    [Fact]
    public async Task Reading_waits_when_describing_is_slow()
    {
        for (var i = 0; i < 200; i++) Write($"{i}.pic", $"content {i}");
        var most = 0;
        descriptor.BeforeBatch = () => most = Math.Max(most, source.Decoded - descriptor.Described);
        await new Indexer(catalog, source, [descriptor], new IndexSettings { BatchSize = 4, Readers = 2 }).RunAsync([Pictures]);
        Assert.InRange(most, 1, 4 * 4); // 8 in the queue, 4 in the batch, one with each reader
    }

    [Fact]
    public async Task A_cancelled_run_keeps_what_it_did_and_the_next_continues()
    {
        for (var i = 0; i < 100; i++) Write($"{i}.pic", $"content {i}");
        using var cancel = new CancellationTokenSource();
        var batches = 0;
        descriptor.BeforeBatch = () => { if (++batches == 3) cancel.Cancel(); };
        var settings = new IndexSettings { BatchSize = 5, Readers = 2 };
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => new Indexer(catalog, source, [descriptor], settings).RunAsync([Pictures], null, cancel.Token));
        var kept = (await catalog.PicturesAsync()).Count;
        Assert.InRange(kept, 15, 99);
        Assert.Equal(kept, (await catalog.DescribedAsync("fake")).Count);
        Expect(await IndexAsync(), added: 100 - kept, unchanged: kept);
    }

    [Fact]
    public async Task A_run_that_dies_after_some_batches_leaves_a_catalog_that_the_next_continues()
    {
        for (var i = 0; i < 100; i++) Write($"{i}.pic", $"content {i}");
        var batches = 0;
        descriptor.BeforeBatch = () => { if (++batches == 4) throw new InsufficientMemoryException("pretended"); };
        await Assert.ThrowsAsync<InsufficientMemoryException>(
            () => new Indexer(catalog, source, [descriptor], new IndexSettings { BatchSize = 10 }).RunAsync([Pictures]));
        Assert.Equal(30, (await catalog.DescribedAsync("fake")).Count);
        Assert.Equal(30, (await catalog.PicturesAsync()).Count);
        descriptor.BeforeBatch = () => { };
        Expect(await IndexAsync(), added: 70, unchanged: 30);
    }

    [Fact]
    public async Task What_stops_a_reading_thread_stops_the_run()
    {
        for (var i = 0; i < 100; i++) Write($"{i}.pic", $"content {i}");
        source.BeforeOpen = path => { if (path.EndsWith("50.pic", StringComparison.Ordinal)) throw new InsufficientMemoryException("pretended"); };
        await Assert.ThrowsAsync<InsufficientMemoryException>(
            () => new Indexer(catalog, source, [descriptor], new IndexSettings { BatchSize = 4 }).RunAsync([Pictures]));
        Assert.Equal((await catalog.PicturesAsync()).Count, (await catalog.DescribedAsync("fake")).Count);
    }

    [Fact]
    public async Task Progress_ends_with_all_that_needed_work()
    {
        for (var i = 0; i < 20; i++) Write($"{i}.pic", $"content {i}");
        var heard = new HeardProgress();
        await new Indexer(catalog, source, [descriptor], new IndexSettings { BatchSize = 6 }).RunAsync([Pictures], heard);
        Assert.Equal([("Indexing", 0), ("Indexing", 20)], heard.Stages);
        Assert.Equal(20, heard.Reached[^1]);
        Assert.Equal(heard.Reached.Order(), heard.Reached);
    }

    [Fact]
    public async Task Settings_out_of_range_are_refused()
    {
        await Assert.ThrowsAsync<WrongSettingsException>(() => new Indexer(catalog, source, []).RunAsync([Pictures]));
        await Assert.ThrowsAsync<WrongSettingsException>(
            () => new Indexer(catalog, source, [descriptor], new IndexSettings { BatchSize = 0 }).RunAsync([Pictures]));
        await Assert.ThrowsAsync<WrongSettingsException>(
            () => new Indexer(catalog, source, [descriptor], new IndexSettings { Readers = 0 }).RunAsync([Pictures]));
        Write("a.pic", "one");
        using var twin = new FakeDescriptor();
        await Assert.ThrowsAsync<WrongSettingsException>(() => new Indexer(catalog, source, [descriptor, twin]).RunAsync([Pictures]));
    }

    public void Dispose()
    {
        catalog.DisposeAsync().AsTask().Wait();
        descriptor.Dispose();
        folder.Dispose();
    }

    private string Write(string path, string content) => folder.Write("pictures/" + path, Encoding.UTF8.GetBytes(content));

    private Task<IndexReport> IndexAsync() => IndexPathsAsync("pictures");

    private Task<IndexReport> IndexPathsAsync(params string[] paths) =>
        new Indexer(catalog, source, [descriptor]).RunAsync([.. paths.Select(path => folder[path])]);

    private async Task<IEnumerable<string>> PathsAsync() =>
        (await catalog.PicturesAsync()).Select(picture => picture.Key.Path).Order(StringComparer.Ordinal);

    private static CatalogDescriptor Known(string fingerprint) => new("fake", fingerprint, 4, Search.Metric.Euclidean);

    /// <summary>An index run by another descriptor that is cancelled at one of its batches of five.</summary>
    private async Task CutOffAsync(FakeDescriptor other, int batches)
    {
        using var cancel = new CancellationTokenSource();
        other.BeforeBatch = () =>
        {
            if (--batches == 0) cancel.Cancel();
        };
        var settings = new IndexSettings { BatchSize = 5, Readers = 1 };
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => new Indexer(catalog, source, [other], settings).RunAsync([Pictures], null, cancel.Token));
        other.BeforeBatch = () => { };
    }

    private void Expect(
        IndexReport report, int added = 0, int updated = 0, int moved = 0, int removed = 0, int unchanged = 0, string[]? skipped = null)
    {
        Assert.Equal(
            (added, updated, moved, removed, unchanged), (report.Added, report.Updated, report.Moved, report.Removed, report.Unchanged));
        Assert.Equal(skipped ?? [], report.Skipped.Select(entry => $"{Path.GetRelativePath(Pictures, entry.Path)}: {entry.Reason}"));
    }
}
