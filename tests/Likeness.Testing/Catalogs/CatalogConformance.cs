using Likeness.Catalog;

namespace Likeness.Testing.Catalogs;

/// <summary>What every <see cref="ICatalog"/> must do. A derived class says how to open one in a folder; opening again must find what was stored.</summary>
public abstract class CatalogConformance : NearestConformance
{
    [Fact]
    public async Task Changes_are_seen_by_the_writer_at_once_and_by_others_when_they_are_committed()
    {
        await using var catalog = Open();
        await catalog.AddRootAsync("/a");
        await using var writer = await catalog.WriteAsync();
        var root = await writer.AddRootAsync("/b", []);
        await writer.BeginGenerationAsync(Codes);
        await writer.ApplyAsync(new CatalogBatch
        {
            Put = { Picture(root, "1.jpg", 1) }, Vectors = { new CatalogVector(Codes, Hash(1), new float[] { 1, 2, 3 }) },
        });
        Assert.Equal(2, (await writer.RootsAsync()).Count);
        Assert.Equal(Hash(1), (await writer.PicturesAsync().SingleAsync()).Content);
        Assert.Equal((float[])[1, 2, 3], (await writer.VectorAsync(Codes, Hash(1)))!.Value.ToArray());
        Assert.Equal(new CatalogTotals(0, 0, 0), await catalog.TotalsAsync());
        Assert.Single(await catalog.RootsAsync());
        Assert.Empty(await catalog.GenerationsAsync());
        await writer.CommitAsync();
        Assert.Equal(new CatalogTotals(1, 1, 0), await catalog.TotalsAsync());
        Assert.Single(await catalog.VectorsAsync(Codes));
    }

    [Fact]
    public async Task A_writer_that_is_disposed_without_a_commit_has_changed_nothing()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        await catalog.SetClustersAsync(new CatalogClusters(Codes, new float[] { 1, 2, 3 }, "given"));
        var version = await catalog.VersionAsync();
        await using (var writer = await catalog.WriteAsync())
        {
            var root = await writer.AddRootAsync("/b", []);
            var known = (await writer.RootsAsync())[0];
            await writer.BeginGenerationAsync(Second);
            await writer.PublishAsync(Second);
            await writer.ApplyAsync(new CatalogBatch
            {
                Remove = { new PictureKey(known.Id, "a") }, Put = { Picture(root, "b", 2) },
                Reject = { new RejectedPicture(new PictureKey(root.Id, "c"), 1, Noon, "r", "no") },
            });
            await writer.RemoveUnusedContentsAsync();
        }

        Assert.Equal(new CatalogTotals(1, 1, 0), await catalog.TotalsAsync());
        Assert.Equal("/pictures", (await catalog.RootsAsync()).Single().Path);
        Assert.Equal([new CatalogGeneration(Codes, true)], await catalog.GenerationsAsync());
        Assert.Equal((float[])[1, 2, 3], Assert.Single(await catalog.VectorsAsync(Codes)).Vector);
        Assert.NotNull(await catalog.ClustersAsync(Codes));
        Assert.Equal(version, await catalog.VersionAsync());
        await PutPicture(catalog, "b", 2, [4, 5, 6]);
        Assert.Equal(2, (await catalog.VectorsAsync(Codes)).Count);
    }

    [Fact]
    public async Task A_batch_that_cannot_be_applied_changes_nothing()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        var root = await catalog.AddRootAsync("/p");
        foreach (var vector in (CatalogVector[])[new(Codes, Hash(99), new float[] { 1, 2, 3 }), new(Codes, Hash(1), new float[] { 1, 2 })])
        {
            await Assert.ThrowsAsync<ArgumentException>(() => catalog.ApplyAsync(batch =>
            {
                batch.Put.Add(Picture(root, "a", 1));
                batch.Vectors.Add(vector);
            }));
        }

        Assert.Equal(new CatalogTotals(0, 0, 0), await catalog.TotalsAsync());
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        Assert.Single(await catalog.VectorsAsync(Codes));
    }

    [Fact]
    public async Task The_version_grows_with_every_commit_and_with_nothing_else()
    {
        await using var catalog = Open();
        await using var other = Open();
        var version = await catalog.VersionAsync();
        await using (var before = await catalog.ReadAsync())
        {
            await before.TotalsAsync();
            await catalog.AddRootAsync("/p");
            Assert.Equal(version, before.Version);
        }

        var grown = await catalog.VersionAsync();
        Assert.True(grown > version, $"{grown} after {version}");
        await using (var writer = await catalog.WriteAsync())
        {
            Assert.Equal(grown, writer.Version);
            await writer.AddRootAsync("/given up", []);
        }

        await catalog.LookAsync(reader => reader.RootsAsync());
        Assert.Equal((grown, grown), (await catalog.VersionAsync(), await other.VersionAsync()));
        await other.BeginAsync(Codes);
        Assert.True(await catalog.VersionAsync() > grown);
        await using var again = Open();
        Assert.Equal(await catalog.VersionAsync(), await again.VersionAsync());
    }

    [Fact]
    public async Task What_a_reader_reads_is_of_one_state_whatever_others_commit_meanwhile()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        await using var elsewhere = Open();
        await using var reader = await catalog.ReadAsync();
        await using var untouched = await elsewhere.ReadAsync();
        var before = await reader.GenerationsAsync();
        await elsewhere.UseAsync(Second);
        await PutPicture(elsewhere, Second, "a", 1, [7, 8, 9]);
        await PutPicture(catalog, Second, "b", 2, [7, 8, 9]);
        foreach (var early in (ICatalogReader[])[reader, untouched])
        {
            Assert.Equal(before, await early.GenerationsAsync());
            Assert.Equal((float[])[1, 2, 3], Assert.Single(await early.AllVectorsAsync(Codes)).Vector);
            Assert.Equal((1, 1), ((await early.PicturesAsync().ToListAsync()).Count, await early.CountVectorsAsync(Codes)));
            Assert.Equal(new CatalogTotals(1, 1, 0), await early.TotalsAsync());
        }

        await Assert.ThrowsAsync<ArgumentException>(() => catalog.VectorsAsync(Codes));
        Assert.Equal(2, (await catalog.VectorsAsync(Second)).Count);
    }

    [Fact]
    public async Task Long_lists_are_all_of_one_state_though_others_commit_while_they_are_read()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await FillAsync(Codes, 0);
        await using var writer = Open();
        await using var reader = await catalog.ReadAsync();
        var count = 0;
        await foreach (var page in reader.VectorsAsync(Codes))
        {
            if (count == 0)
            {
                await writer.UseAsync(Second);
                await FillAsync(Second, 1);
            }

            for (var i = 0; i < page.Contents.Count; i++) Assert.Equal([0, 0], page[i][1..].ToArray());
            count += page.Contents.Count;
        }

        Assert.Equal(Many, count);
        await using var next = await catalog.ReadAsync();
        count = 0;
        await foreach (var picture in next.PicturesAsync())
        {
            if (count++ == 0) await writer.ApplyAsync(batch => batch.RemoveRoots.Add(picture.Key.Root));
        }

        Assert.Equal(Many, count);
        Assert.Empty(await catalog.PicturesAsync());

        async Task FillAsync(CatalogDescriptor descriptor, float value)
        {
            var root = await catalog.AddRootAsync("/pictures");
            await catalog.ApplyAsync(batch =>
            {
                for (var i = 0; i < Many; i++)
                {
                    batch.Put.Add(Picture(root, $"{i}", i));
                    batch.Vectors.Add(new CatalogVector(descriptor, Hash(i), new[] { i, value, value }));
                }
            });
        }
    }

    [Fact]
    public async Task Readers_that_are_open_keep_no_writer_waiting()
    {
        await using var catalog = Open();
        await catalog.AddRootAsync("/a");
        await using var first = await catalog.ReadAsync();
        await using var writer = await catalog.WriteAsync();
        await using var second = await catalog.ReadAsync();
        Assert.Single(await first.RootsAsync());
        await writer.AddRootAsync("/b", []);
        await writer.CommitAsync();
        await using var third = await catalog.ReadAsync();
        Assert.Equal((1, 1, 2), ((await first.RootsAsync()).Count, (await second.RootsAsync()).Count, (await third.RootsAsync()).Count));
        Assert.Equal(first.Version, second.Version);
    }

    [Fact]
    public async Task A_writer_waits_for_the_one_before_and_begins_with_what_that_has_made()
    {
        await using var catalog = Open();
        await using var elsewhere = Open();
        var first = await catalog.WriteAsync();
        var waiting = Task.Run(async () =>
        {
            await using var second = await elsewhere.WriteAsync();
            var seen = (await second.RootsAsync()).Count;
            await second.AddRootAsync("/b", []);
            await second.CommitAsync();
            return seen;
        });
        await first.AddRootAsync("/a", []);
        Assert.False(waiting.IsCompleted);
        await first.CommitAsync();
        await first.DisposeAsync();
        Assert.Equal(1, await waiting);
        Assert.Equal(2, (await catalog.RootsAsync()).Count);
    }

    [Fact]
    public async Task One_that_is_open_reads_what_another_has_written()
    {
        await using var writer = Open();
        await using var reader = Open();
        await PutPicture(writer, "a", 1, null);
        Assert.Single(await reader.PicturesAsync());
        await PutPicture(writer, "b", 2, null);
        Assert.Equal(2, (await reader.PicturesAsync()).Count);
    }

    [Fact]
    public async Task A_list_that_is_not_read_to_its_end_leaves_the_reader_as_it_was()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        await PutPicture(catalog, "b", 2, [1, 2, 3]);
        await using var reader = await catalog.ReadAsync();
        var mine = new FormatException("mine");
        Assert.Same(mine, await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (var _ in reader.VectorsAsync(Codes)) throw mine;
        }));
        await foreach (var _ in reader.PicturesAsync()) break;
        await foreach (var _ in reader.DescribedAsync(Codes)) break;
        Assert.Equal(2, (await reader.AllVectorsAsync(Codes)).Count);
        Assert.Equal(2, (await reader.PicturesAsync().ToListAsync()).Count);
        await catalog.AddRootAsync("/p"); // nothing is in a writer's way either
    }

    [Fact]
    public async Task What_is_cancelled_ends_and_the_reader_goes_on()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await catalog.ReadAsync(cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await catalog.WriteAsync(cancelled));
        await using var reader = await catalog.ReadAsync();
        Func<Task>[] uses =
        [
            async () => await reader.TotalsAsync(cancelled), async () => await reader.RootsAsync(cancelled),
            async () => await reader.PicturesAsync(cancelled).ToListAsync(),
            async () => await reader.VectorsAsync(Codes, cancelled).ToListAsync(),
            async () => await reader.RejectedAsync(cancelled).ToListAsync(), async () => await reader.GenerationsAsync(cancelled),
            async () => await reader.CountVectorsAsync(Codes, cancelled), async () => await reader.SampleAsync(Codes, 5, cancelled),
            async () => await reader.IsOneFolderAsync(cancelled), async () => await reader.CountWithoutVectorAsync([Codes], cancelled),
        ];
        foreach (var use in uses) await Assert.ThrowsAnyAsync<OperationCanceledException>(use);
        Assert.Equal(1, (await reader.TotalsAsync()).Pictures);
        Assert.Single(await reader.AllVectorsAsync(Codes));
    }

    [Fact]
    public async Task A_transaction_whose_commit_is_cancelled_can_be_committed_still_or_given_up()
    {
        await using var catalog = Open();
        await using (var writer = await catalog.WriteAsync())
        {
            await writer.AddRootAsync("/a", []);
            var cancelled = new CancellationToken(canceled: true);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.CommitAsync(cancelled));
            Assert.Empty(await catalog.RootsAsync());
            await writer.CommitAsync();
        }

        Assert.Single(await catalog.RootsAsync());
    }

    [Fact]
    public async Task What_is_closed_says_so_and_not_that_it_is_damaged()
    {
        var catalog = Open();
        await catalog.BeginAsync(Codes);
        var reader = await catalog.ReadAsync();
        await reader.DisposeAsync();
        await reader.DisposeAsync();
        var writer = await catalog.WriteAsync();
        await writer.CommitAsync();
        var late = await catalog.ReadAsync();
        await catalog.DisposeAsync();
        await catalog.DisposeAsync();
        Func<Task>[] uses =
        [
            async () => await catalog.ReadAsync(), async () => await catalog.WriteAsync(),
            async () => await reader.TotalsAsync(), async () => await reader.PicturesAsync().ToListAsync(),
            async () => await reader.VectorsAsync(Codes).ToListAsync(),
            async () => await reader.NearestAsync(new CatalogQuery([new(Codes, new float[3])], 1)),
            async () => await writer.AddRootAsync("/p", []),
            async () => await writer.ApplyAsync(new CatalogBatch { Remove = { new PictureKey(1, "a") } }),
            async () => await writer.CommitAsync(),
        ];
        foreach (var use in uses) await Assert.ThrowsAsync<ObjectDisposedException>(use);
        await writer.DisposeAsync();
        await late.DisposeAsync();
    }
}
