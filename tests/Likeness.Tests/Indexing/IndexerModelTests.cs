using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Likeness.Catalog;
using Likeness.Catalog.Sqlite;
using Likeness.Indexing;
using Likeness.Testing;
using Likeness.Testing.Catalogs;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Indexing;

/// <summary>
/// Any history of a folder (files written, copied, deleted, moved, spoiled) with index runs in between, some of them cut short, ends in the
/// catalog that a first run over the final folder would make, and every report adds up.
/// </summary>
public sealed class IndexerModelTests
{
    private enum Kind { Write, Spoil, Delete, Move, Index, IndexHalf, CutShort }

    [Fact]
    public void The_catalog_is_what_the_folder_is_after_any_history()
    {
        var step = from kind in Gen.Elements(Enum.GetValues<Kind>())
                   from a in Gen.Choose(0, 5)
                   from b in Gen.Choose(0, 5)
                   select (kind, a, b);
        Prop.ForAll(step.ListOf().ToArbitrary(), steps => CheckAsync(
            [.. steps]).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static async Task CheckAsync((Kind Kind, int A, int B)[] steps)
    {
        using var folder = new TemporaryFolder();
        await using var catalog = SqliteCatalog.Open(folder["catalog.db"]);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var clock = DateTime.UnixEpoch;
        foreach (var name in new[] { "x", "y" }) folder.Write($"p/{name}/no picture", []); // what holds nothing at all counts as not mounted
        foreach (var (kind, a, b) in steps)
        {
            var (path, other) = (Name(a), Name(b));
            switch (kind)
            {
                case Kind.Write or Kind.Spoil:
                    files[path] = kind == Kind.Write ? $"content {b}" : $"bad {b}";
                    folder.Write("p/" + path, Encoding.UTF8.GetBytes(files[path]));
                    File.SetLastWriteTimeUtc(folder["p/" + path], clock = clock.AddSeconds(1)); // no two writes within the grain of the clock
                    break;
                case Kind.Delete when files.Remove(path):
                    File.Delete(folder["p/" + path]);
                    break;
                case Kind.Move when path != other && files.Remove(path, out var content):
                    files[other] = content;
                    File.Move(folder["p/" + path], folder["p/" + other], overwrite: true);
                    break;
                case Kind.Index:
                    await IndexAsync(folder, catalog, "p", files, "");
                    break;
                case Kind.IndexHalf:
                    await IndexAsync(folder, catalog, "p/x", files, "x/");
                    break;
                case Kind.CutShort:
                    await CutShortAsync(folder, catalog);
                    break;
            }
        }
        await IndexAsync(folder, catalog, "p", files, "");
        var good = files.Where(file => !file.Value.StartsWith("bad", StringComparison.Ordinal)).ToDictionary();
        Assert.Equal(Expected(good), await StoredAsync(folder, catalog));
        var contents = good.Values.Distinct().Select(content => ContentHash.Of(Encoding.UTF8.GetBytes(content)).ToString()).Order();
        Assert.Equal(contents, (await catalog.DescribedAsync("fake")).Select(content => content.ToString()).Order());
        Assert.Equal(new CatalogTotals(good.Count, contents.Count(), files.Count - good.Count), await catalog.TotalsAsync());
    }

    private static async Task IndexAsync(
        TemporaryFolder folder, SqliteCatalog catalog, string path, SortedDictionary<string, string> files, string scope)
    {
        var before = (await catalog.TotalsAsync()).Pictures;
        var bad = files.Count(file => file.Key.StartsWith(scope, StringComparison.Ordinal) && file.Value.StartsWith("bad", StringComparison.Ordinal));
        var good = files.Count(file => file.Key.StartsWith(scope, StringComparison.Ordinal)) - bad;
        using var descriptor = new FakeDescriptor();
        var source = new FakeSource();
        var report = await new Indexer(
            catalog, source, [descriptor], new IndexSettings { BatchSize = 2, Readers = 2 }).RunAsync([folder[path]]);
        Assert.Equal(before + report.Added - report.Removed, (await catalog.TotalsAsync()).Pictures);
        Assert.Equal(good, report.Added + report.Updated + report.Moved + report.Unchanged);
        Assert.Equal(bad, report.Skipped.Count);

        source.Reset();
        var again = await new Indexer(catalog, source, [descriptor]).RunAsync([folder[path]]);
        Assert.Equal((0, 0, 0, 0, good, bad, 0), (again.Added, again.Updated, again.Moved, again.Removed, again.Unchanged, again.Skipped.Count, source.Opened));
    }

    private static async Task CutShortAsync(TemporaryFolder folder, SqliteCatalog catalog)
    {
        using var descriptor = new FakeDescriptor();
        var batches = 0;
        descriptor.BeforeBatch = () => { if (++batches == 2) throw new InsufficientMemoryException("pretended"); };
        try
        {
            await new Indexer(
                catalog, new FakeSource(), [descriptor], new IndexSettings { BatchSize = 1, Readers = 1 }).RunAsync([folder["p"]]);
        }
        catch (InsufficientMemoryException)
        {
            Assert.Equal(2, batches);
        }
    }

    private static string Name(int number) => number < 3 ? $"x/{number}.pic" : $"y/{number}.pic";

    private static IEnumerable<string> Expected(Dictionary<string, string> good) =>
        good.Select(file => $"{file.Key} {ContentHash.Of(Encoding.UTF8.GetBytes(file.Value))}").Order(StringComparer.Ordinal);

    private static async Task<IEnumerable<string>> StoredAsync(TemporaryFolder folder, SqliteCatalog catalog)
    {
        var roots = (await catalog.RootsAsync()).ToDictionary(root => root.Id, root => root.Path);
        return (await catalog.PicturesAsync())
            .Select(picture => (Path: Path.Join(roots[picture.Key.Root], picture.Key.Path), picture.Content))
            .Select(picture => $"{Path.GetRelativePath(folder["p"], picture.Path)} {picture.Content}")
            .Order(StringComparer.Ordinal);
    }
}
