using Likeness.Catalog;
using Likeness.Imaging.Decoding;
using Likeness.Search;

namespace Likeness.Testing.Catalogs;

/// <summary>What every catalog must do with pictures, roots and rejections; a part of <see cref="CatalogConformance"/>.</summary>
public abstract class PictureConformance : IDisposable
{
    /// <summary>More rows than any store hands over at once.</summary>
    protected const int Many = 2500;

    private static readonly string[] Names =
    [
        "plain.jpg", "with space.jpg", "new\nline.jpg", "tab\t\"quotes\"'.jpg", "emoji 🏖️.jpg", "日本語/ümläut.jpg", "lone\uD800high.jpg",
        "\uDC80low.jpg",
        @"escaped\xFF.jpg", "%_wild*?.jpg", "e\u0301 and é.jpg", "\uFFFD.jpg", "$1.jpg", new string('x', 255),
    ];

    // By number: the test runner passes data on as UTF-8, which has no lone surrogates.
    public static TheoryData<int> NameNumbers => [.. Enumerable.Range(0, Names.Length)];

    protected static CatalogDescriptor Codes { get; } = new("codes", "f1", 3, Metric.Euclidean);

    protected static DateTime Noon { get; } = new(2024, 2, 29, 12, 0, 0, 123, 456, DateTimeKind.Utc);

    protected TemporaryFolder Folder { get; } = new();

    /// <summary>Opens the catalog in <see cref="Folder"/>; opening it again finds what was stored.</summary>
    protected abstract ICatalog Open();

    [Fact]
    public async Task A_new_catalog_is_empty()
    {
        await using var catalog = Open();
        Assert.Equal(new CatalogTotals(0, 0, 0), await catalog.TotalsAsync());
        Assert.Empty(await catalog.RootsAsync());
        Assert.Empty(await catalog.PicturesAsync());
        Assert.Empty(await catalog.RejectedAsync());
        Assert.Empty(await catalog.GenerationsAsync());
        Assert.True(await catalog.LookAsync(reader => reader.IsOneFolderAsync()));
    }

    [Theory]
    [MemberData(nameof(NameNumbers))]
    public async Task Any_path_comes_back_as_it_went_in(int number)
    {
        var name = Names[number];
        CatalogPicture picture;
        await using (var catalog = Open())
        {
            var root = await catalog.AddRootAsync("/pictures/" + name);
            var changed = number % 2 == 0 ? Noon.AddTicks(1) : (DateTime?)null;
            picture = new CatalogPicture(new PictureKey(root.Id, name), Hash(1), 12345678901, Noon) { Changed = changed };
            await catalog.ApplyAsync(batch => batch.Put.Add(picture));
        }

        await using var again = Open();
        Assert.Equal("/pictures/" + name, (await again.RootsAsync()).Single().Path);
        Assert.Equal(picture, (await again.PicturesAsync()).Single());
        Assert.Equal(picture, await again.LookAsync(reader => reader.PictureAtAsync(picture.Key)));
        await again.ApplyAsync(batch => batch.Remove.Add(picture.Key));
        Assert.Empty(await again.PicturesAsync());
    }

    [Fact]
    public async Task Similar_names_are_different_pictures()
    {
        await using var catalog = Open();
        var root = await catalog.AddRootAsync("/p");
        await catalog.ApplyAsync(batch => batch.Put.AddRange(Names.Select((name, i) => Picture(root, name, i))));
        Assert.Equal(Names.Length, (await catalog.PicturesAsync()).Count);
        Assert.Equal(new CatalogTotals(Names.Length, Names.Length, 0), await catalog.TotalsAsync());
        for (var i = 0; i < Names.Length; i++)
        {
            var key = new PictureKey(root.Id, Names[i]);
            Assert.Equal(Hash(i), (await catalog.LookAsync(reader => reader.PictureAtAsync(key)))!.Content);
        }
    }

    [Fact]
    public async Task A_picture_is_found_by_its_place_and_nothing_where_there_is_none()
    {
        await using var catalog = Open();
        var (root, other) = (await catalog.AddRootAsync("/a"), await catalog.AddRootAsync("/b"));
        await catalog.ApplyAsync(batch => batch.Put.Add(Picture(root, "x/1.jpg", 1)));
        await using var reader = await catalog.ReadAsync();
        Assert.Equal(Hash(1), (await reader.PictureAtAsync(new PictureKey(root.Id, "x/1.jpg")))!.Content);
        PictureKey[] nowhere = [new(other.Id, "x/1.jpg"), new(root.Id, "x/1.jp"), new(root.Id, "x"), new(99, "x/1.jpg"), new(root.Id, "")];
        foreach (var key in nowhere)
            Assert.Null(await reader.PictureAtAsync(key));
    }

    [Fact]
    public async Task The_pictures_of_contents_are_all_their_copies_by_root_and_path()
    {
        await using var catalog = Open();
        var (root, other) = (await catalog.AddRootAsync("/a"), await catalog.AddRootAsync("/b"));
        await catalog.ApplyAsync(batch => batch.Put.AddRange(
        [
            Picture(other, "1.jpg", 1), Picture(root, "z.jpg", 1), Picture(root, "b/2.jpg", 2), Picture(root, "a.jpg", 1),
            Picture(root, "3.jpg", 3),
        ]));
        await using var reader = await catalog.ReadAsync();
        var found = await reader.PicturesOfAsync([Hash(2), Hash(1), Hash(77), Hash(1)]);
        Assert.Equal(
            [new(root.Id, "a.jpg"), new(root.Id, "b/2.jpg"), new(root.Id, "z.jpg"), new PictureKey(other.Id, "1.jpg")],
            found.Select(picture => picture.Key));
        Assert.Equal([Hash(1), Hash(2), Hash(1), Hash(1)], found.Select(picture => picture.Content));
        Assert.Empty(await reader.PicturesOfAsync([]));
    }

    [Fact]
    public async Task Whether_all_lie_in_one_folder_is_told()
    {
        await using var catalog = Open();
        var (root, other) = (await catalog.AddRootAsync("/a"), await catalog.AddRootAsync("/b"));
        await Put(true, Picture(root, "x/1.jpg", 1));
        await Put(true, Picture(root, "x/2.jpg", 2));
        await Put(false, Picture(root, "x/y/3.jpg", 3));
        await catalog.ApplyAsync(batch => batch.Remove.Add(new PictureKey(root.Id, "x/y/3.jpg")));
        await Put(false, Picture(root, "1.jpg", 4));
        await catalog.ApplyAsync(batch => batch.Remove.Add(new PictureKey(root.Id, "1.jpg")));
        await Put(false, Picture(other, "x/1.jpg", 1));

        async Task Put(bool one, CatalogPicture picture)
        {
            await catalog.ApplyAsync(batch => batch.Put.Add(picture));
            Assert.Equal(one, await catalog.LookAsync(reader => reader.IsOneFolderAsync()));
        }
    }

    [Fact]
    public async Task Many_pictures_and_rejections_come_all_of_them_once_by_root_and_path()
    {
        await using var catalog = Open();
        var (root, other) = (await catalog.AddRootAsync("/a"), await catalog.AddRootAsync("/b"));
        var numbers = Enumerable.Range(0, Many).ToArray();
        new Random(1).Shuffle(numbers);
        await catalog.ApplyAsync(batch =>
        {
            foreach (var i in numbers)
            {
                var where = i % 3 == 0 ? other : root;
                batch.Put.Add(Picture(where, $"folder {i % 7}/{i:0000}.jpg", i));
                batch.Reject.Add(new RejectedPicture(new PictureKey(where.Id, $"{i:0000} bad.jpg"), i, Noon, "r", $"reason {i}"));
            }
        });
        var pictures = await catalog.PicturesAsync();
        var expected = Enumerable.Range(0, Many).Select(i => new PictureKey(
            i % 3 == 0 ? other.Id : root.Id, $"folder {i % 7}/{i:0000}.jpg"));
        Assert.Equal(Sorted(expected), pictures.Select(picture => picture.Key));
        Assert.All(pictures, picture => Assert.Equal(Hash((int)picture.Size), picture.Content));
        var rejected = await catalog.RejectedAsync();
        Assert.Equal(
            Sorted(Enumerable.Range(0, Many).Select(i => new PictureKey(i % 3 == 0 ? other.Id : root.Id, $"{i:0000} bad.jpg"))),
            rejected.Select(picture => picture.Key));
        Assert.All(rejected, picture => Assert.Equal($"reason {picture.Size}", picture.Reason));

        static IEnumerable<PictureKey> Sorted(IEnumerable<PictureKey> keys) =>
            keys.OrderBy(key => key.Root).ThenBy(key => key.Path, StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_same_root_is_added_once()
    {
        await using var catalog = Open();
        var first = await catalog.AddRootAsync("/a");
        Assert.Equal(first, await catalog.AddRootAsync("/a"));
        Assert.NotEqual(first.Id, (await catalog.AddRootAsync("/A")).Id);
        Assert.Equal(2, (await catalog.RootsAsync()).Count);
    }

    [Fact]
    public async Task A_root_can_be_merged_into_one_that_contains_it()
    {
        await using var catalog = Open();
        var inner = await catalog.AddRootAsync("/a/ü\uD800");
        var outer = await catalog.AddRootAsync("/a");
        await catalog.ApplyAsync(batch =>
        {
            batch.Put.Add(Picture(inner, "x/1.jpg", 1));
            batch.Reject.Add(new RejectedPicture(new PictureKey(inner.Id, "2.jpg"), 1, Noon, "r", "no"));
        });
        Assert.Equal(outer, await catalog.AddRootAsync("/a", new InnerRoot(inner, "ü\uD800/")));
        Assert.Equal([outer], await catalog.RootsAsync());
        Assert.Equal(new PictureKey(outer.Id, "ü\uD800/x/1.jpg"), (await catalog.PicturesAsync()).Single().Key);
        Assert.Equal(new PictureKey(outer.Id, "ü\uD800/2.jpg"), (await catalog.RejectedAsync()).Single().Key);
    }

    [Fact]
    public async Task A_new_root_takes_over_what_lies_in_it_at_once_and_a_file_that_both_know_is_there_once()
    {
        await using var catalog = Open();
        var (one, twin, other) = (await catalog.AddRootAsync(
            "/a/x"), await catalog.AddRootAsync("/link"), await catalog.AddRootAsync("/b"));
        await catalog.ApplyAsync(batch =>
        {
            foreach (var root in (CatalogRoot[])[one, twin, other]) batch.Put.Add(Picture(root, "1.jpg", 1));
            batch.Put.Add(Picture(twin, "2.jpg", 2));
        });
        var outer = await catalog.AddRootAsync("/a", new InnerRoot(one, "x/"), new InnerRoot(twin, "x/"));
        Assert.Equal([other, outer], await catalog.RootsAsync());
        Assert.Equal(
            [new PictureKey(other.Id, "1.jpg"), new PictureKey(outer.Id, "x/1.jpg"), new PictureKey(outer.Id, "x/2.jpg")],
            (await catalog.PicturesAsync()).Select(picture => picture.Key));
    }

    [Fact]
    public async Task A_root_is_forgotten_with_all_below_it()
    {
        await using var catalog = Open();
        var (root, other) = (await catalog.AddRootAsync("/a"), await catalog.AddRootAsync("/b"));
        await catalog.ApplyAsync(batch =>
        {
            batch.Put.Add(Picture(root, "1.jpg", 1));
            batch.Put.Add(Picture(other, "1.jpg", 1));
            batch.Reject.Add(new RejectedPicture(new PictureKey(root.Id, "2.jpg"), 1, Noon, "r", "no"));
        });
        await catalog.ApplyAsync(batch => batch.RemoveRoots.Add(root.Id));
        Assert.Equal([other], await catalog.RootsAsync());
        Assert.Equal(new CatalogTotals(1, 1, 0), await catalog.TotalsAsync());
    }

    [Fact]
    public async Task A_put_replaces_and_a_move_is_one_batch()
    {
        await using var catalog = Open();
        await PutPicture(catalog, "a", 1, null);
        await PutPicture(catalog, "a", 2, null);
        Assert.Equal(Hash(2), (await catalog.PicturesAsync()).Single().Content);
        var key = (await catalog.PicturesAsync()).Single().Key;
        await catalog.ApplyAsync(batch =>
        {
            batch.Remove.Add(key);
            batch.Put.Add(new CatalogPicture(key with { Path = "moved" }, Hash(2), 1, Noon));
        });
        Assert.Equal("moved", (await catalog.PicturesAsync()).Single().Key.Path);
    }

    [Fact]
    public async Task What_is_removed_and_put_in_one_batch_is_there()
    {
        await using var catalog = Open();
        await PutPicture(catalog, "a", 1, null);
        var key = (await catalog.PicturesAsync()).Single().Key;
        var rejection = new RejectedPicture(key with { Path = "b" }, 1, Noon, "reader 1", "no");
        await catalog.ApplyAsync(batch => batch.Reject.Add(rejection));
        await catalog.ApplyAsync(batch =>
        {
            batch.Remove.Add(key);
            batch.Put.Add(new CatalogPicture(key, Hash(2), 1, Noon));
            batch.RemoveRejected.Add(rejection.Key);
            batch.Reject.Add(rejection with { Reason = "still no" });
        });
        Assert.Equal(Hash(2), (await catalog.PicturesAsync()).Single().Content);
        Assert.Equal("still no", (await catalog.RejectedAsync()).Single().Reason);
    }

    [Fact]
    public async Task Rejections_are_stored_replaced_and_forgotten()
    {
        await using var catalog = Open();
        var root = await catalog.AddRootAsync("/p");
        var rejection = new RejectedPicture(
            new PictureKey(root.Id, "bad.jpg"), 7, Noon, "reader 1", "truncated: 🙁") { Changed = Noon.AddTicks(3) };
        await catalog.ApplyAsync(batch => batch.Reject.Add(rejection));
        Assert.Equal([rejection], await catalog.RejectedAsync());
        await catalog.ApplyAsync(batch => batch.Reject.Add(rejection with { Reason = "other", Changed = null }));
        Assert.Equal(rejection with { Reason = "other", Changed = null }, (await catalog.RejectedAsync()).Single());
        await catalog.ApplyAsync(batch => batch.RemoveRejected.Add(rejection.Key));
        Assert.Empty(await catalog.RejectedAsync());
    }

    [Fact]
    public async Task A_picture_below_an_unknown_root_is_the_callers_mistake_and_no_damage()
    {
        await using var catalog = Open();
        await Assert.ThrowsAsync<ArgumentException>(
            () => catalog.ApplyAsync(batch => batch.Put.Add(new CatalogPicture(new PictureKey(77, "a"), Hash(1), 1, Noon))));
        Assert.Empty(await catalog.PicturesAsync());
    }

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static ContentHash Hash(int number) => ContentHash.Of(BitConverter.GetBytes(number));

    /// <summary>A picture whose size is the number of its content.</summary>
    protected static CatalogPicture Picture(CatalogRoot root, string path, int content) =>
        new(new PictureKey(root.Id, path), Hash(content), content, Noon);

    /// <summary>Puts a picture below the root <c>/pictures</c>, with a vector by <see cref="Codes"/> if one is given.</summary>
    protected static Task PutPicture(ICatalog catalog, string path, int content, float[]? vector) =>
        PutPicture(catalog, Codes, path, content, vector);

    protected static async Task PutPicture(ICatalog catalog, CatalogDescriptor descriptor, string path, int content, float[]? vector)
    {
        var root = await catalog.AddRootAsync("/pictures");
        await catalog.ApplyAsync(batch =>
        {
            batch.Put.Add(Picture(root, path, content));
            if (vector is not null) batch.Vectors.Add(new CatalogVector(descriptor, Hash(content), vector));
        });
    }
}
