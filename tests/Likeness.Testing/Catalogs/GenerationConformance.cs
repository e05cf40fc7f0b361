using Likeness.Catalog;
using Likeness.Imaging.Decoding;
using Likeness.Search;

namespace Likeness.Testing.Catalogs;

/// <summary>What every catalog must do with vectors, their generations and clusters; a part of <see cref="CatalogConformance"/>.</summary>
public abstract class GenerationConformance : PictureConformance
{
    protected static CatalogDescriptor Colors { get; } = new("colour", "c1", 1, Metric.Cosine);

    protected static CatalogDescriptor Second { get; } = Codes with { Fingerprint = "f2" };

    [Fact]
    public async Task Vectors_come_back_bit_for_bit()
    {
        float[] values = [-0f, float.Epsilon, 3.4028235e38f];
        await using (var catalog = Open())
        {
            await catalog.BeginAsync(Codes);
            await PutPicture(catalog, "a", 1, values);
        }

        await using var again = Open();
        Assert.Equal([new CatalogGeneration(Codes, IsCurrent: true)], await again.GenerationsAsync());
        var (content, vector) = (await again.VectorsAsync(Codes)).Single();
        Assert.Equal(Hash(1), content);
        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), vector.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal([Hash(1)], await again.DescribedAsync(Codes));
        var alone = await again.LookAsync(reader => reader.VectorAsync(Codes, Hash(1)));
        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), alone!.Value.ToArray().Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public async Task The_vector_of_a_content_is_that_of_the_generation_that_is_asked()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        await PutPicture(catalog, "b", 2, null);
        await catalog.BeginAsync(Second);
        await catalog.ApplyAsync(batch => batch.Vectors.Add(new CatalogVector(Second, Hash(2), new float[] { 7, 8, 9 })));
        await using var reader = await catalog.ReadAsync();
        Assert.Equal((float[])[1, 2, 3], (await reader.VectorAsync(Codes, Hash(1)))!.Value.ToArray());
        Assert.Equal((float[])[7, 8, 9], (await reader.VectorAsync(Second, Hash(2)))!.Value.ToArray());
        Assert.Null(await reader.VectorAsync(Codes, Hash(2)));
        Assert.Null(await reader.VectorAsync(Second, Hash(1)));
        Assert.Null(await reader.VectorAsync(Codes, Hash(77)));
    }

    [Fact]
    public async Task The_same_content_twice_is_two_pictures_and_one_vector()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        await PutPicture(catalog, "b", 1, null);
        Assert.Equal(new CatalogTotals(2, 1, 0), await catalog.TotalsAsync());
        Assert.Single(await catalog.VectorsAsync(Codes));
    }

    [Fact]
    public async Task A_vector_replaces_the_one_that_the_content_had()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        await PutPicture(catalog, "a", 1, [4, 5, 6]);
        Assert.Equal((float[])[4, 5, 6], Assert.Single(await catalog.VectorsAsync(Codes)).Vector);
    }

    [Fact]
    public async Task Many_vectors_come_all_of_them_once()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await catalog.BeginAsync(Colors);
        var root = await catalog.AddRootAsync("/pictures");
        await catalog.ApplyAsync(batch =>
        {
            for (var i = 0; i < Many; i++)
            {
                batch.Put.Add(Picture(root, $"{i}", i));
                batch.Vectors.Add(new CatalogVector(Codes, Hash(i), new float[] { i, i + 1, -i }));
                if (i % 2 == 0) batch.Vectors.Add(new CatalogVector(Colors, Hash(i), new float[] { i }));
            }
        });
        var vectors = (await catalog.VectorsAsync(Codes)).ToDictionary(entry => entry.Content, entry => entry.Vector);
        Assert.Equal(Many, vectors.Count);
        for (var i = 0; i < Many; i++) Assert.Equal([i, i + 1, -i], vectors[Hash(i)]);
        Assert.Equal(Many, (await catalog.DescribedAsync(Codes)).ToHashSet().Count);
        var even = (await catalog.VectorsAsync(Colors)).ToDictionary(entry => entry.Content, entry => entry.Vector);
        Assert.Equal(Enumerable.Range(0, Many / 2).Select(i => Hash(2 * i)).ToHashSet(), [.. even.Keys]);
        Assert.Equal((Many, Many / 2), (await catalog.CountVectorsAsync(Codes), await catalog.CountVectorsAsync(Colors)));
    }

    [Fact]
    public async Task The_first_generation_of_a_name_is_in_use_at_once()
    {
        await using var catalog = Open();
        Assert.Equal(new CatalogGeneration(Codes, IsCurrent: true), await catalog.BeginAsync(Codes));
        Assert.Equal(new CatalogGeneration(Colors, IsCurrent: true), await catalog.BeginAsync(Colors));
        Assert.Equal([new(Codes, true), new CatalogGeneration(Colors, true)], await catalog.GenerationsAsync());
    }

    [Fact]
    public async Task Beginning_the_same_again_goes_on_with_it()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        Assert.True((await catalog.BeginAsync(Codes with { })).IsCurrent);
        Assert.Single(await catalog.VectorsAsync(Codes));
        await catalog.BeginAsync(Second);
        await catalog.ApplyAsync(batch => batch.Vectors.Add(new CatalogVector(Second, Hash(1), new float[] { 7, 8, 9 })));
        Assert.False((await catalog.BeginAsync(Second with { })).IsCurrent);
        Assert.Single(await catalog.VectorsAsync(Second));
    }

    [Fact]
    public async Task Another_generation_grows_beside_the_one_in_use_and_takes_its_place_when_it_is_published()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await catalog.BeginAsync(Colors);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        await catalog.ApplyAsync(batch => batch.Vectors.Add(new CatalogVector(Colors, Hash(1), new float[] { 7 })));
        Assert.Equal(new CatalogGeneration(Second, IsCurrent: false), await catalog.BeginAsync(Second));
        Assert.Equal(0, await catalog.CountVectorsAsync(Second));
        await PutPicture(catalog, Second, "b", 2, [4, 5, 6]);
        // By name, and the one in use first.
        Assert.Equal([new(Codes, true), new(Second, false), new CatalogGeneration(Colors, true)], await catalog.GenerationsAsync());
        Assert.Equal([Hash(1)], await catalog.DescribedAsync(Codes));
        Assert.Equal([Hash(2)], await catalog.DescribedAsync(Second));

        await catalog.PublishAsync(Second);
        Assert.Equal([new(Second, true), new CatalogGeneration(Colors, true)], await catalog.GenerationsAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => catalog.VectorsAsync(Codes));
        Assert.Equal((float[])[4, 5, 6], Assert.Single(await catalog.VectorsAsync(Second)).Vector);
        Assert.Single(await catalog.VectorsAsync(Colors));
        Assert.Equal(2, (await catalog.PicturesAsync()).Count);
    }

    [Fact]
    public async Task Of_equal_names_that_were_begun_later_the_one_in_use_still_comes_first()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await catalog.BeginAsync(Second);
        await catalog.PublishAsync(Second);
        await catalog.BeginAsync(Codes);
        Assert.Equal([new(Second, true), new CatalogGeneration(Codes, false)], await catalog.GenerationsAsync());
    }

    [Fact]
    public async Task A_generation_under_way_is_dropped_when_another_begins_or_the_one_in_use_is_published_again()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        await catalog.BeginAsync(Second);
        await catalog.ApplyAsync(batch => batch.Vectors.Add(new CatalogVector(Second, Hash(1), new float[] { 4, 5, 6 })));
        var third = Codes with { Fingerprint = "f3" };
        Assert.False((await catalog.BeginAsync(third)).IsCurrent);
        Assert.Equal([new(Codes, true), new CatalogGeneration(third, false)], await catalog.GenerationsAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => catalog.VectorsAsync(Second));
        await catalog.PublishAsync(Codes);
        Assert.Equal([new CatalogGeneration(Codes, true)], await catalog.GenerationsAsync());
        Assert.Single(await catalog.VectorsAsync(Codes));
        // Begun anew it knows nothing of what it had.
        await catalog.BeginAsync(Second);
        Assert.Empty(await catalog.VectorsAsync(Second));
    }

    [Fact]
    public async Task What_differs_in_dimensions_or_metric_alone_is_another_generation()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        foreach (var other in (CatalogDescriptor[])[Codes with { Dimensions = 2 }, Codes with { Metric = Metric.Cosine }])
        {
            Assert.False((await catalog.BeginAsync(other)).IsCurrent);
            Assert.Empty(await catalog.VectorsAsync(other));
        }

        Assert.Single(await catalog.VectorsAsync(Codes));
    }

    [Fact]
    public async Task What_is_not_stored_cannot_be_published()
    {
        await using var catalog = Open();
        await Assert.ThrowsAsync<ArgumentException>(() => catalog.PublishAsync(Codes));
        await catalog.BeginAsync(Codes);
        foreach (var other in (CatalogDescriptor[])[Second, Codes with { Name = "other" }])
            await Assert.ThrowsAsync<ArgumentException>(() => catalog.PublishAsync(other));
        Assert.Equal([new CatalogGeneration(Codes, true)], await catalog.GenerationsAsync());
    }

    [Fact]
    public async Task A_generation_is_made_of_the_vectors_of_another_in_one_transaction_or_not_at_all()
    {
        var two = new CatalogDescriptor("codes", "f2", 2, Metric.Cosine);
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        var root = await catalog.AddRootAsync("/pictures");
        await catalog.ApplyAsync(batch =>
        {
            for (var i = 0; i < Many; i++)
            {
                batch.Put.Add(Picture(root, $"{i}", i));
                batch.Vectors.Add(new CatalogVector(Codes, Hash(i), new float[] { i, 1, 2 }));
            }
        });
        await catalog.SetClustersAsync(new CatalogClusters(Codes, new float[] { 1, 2, 3 }, "given"));
        await Assert.ThrowsAsync<TimeoutException>(() => Convert(endsAfter: 2));
        Assert.Equal(Many, await catalog.CountVectorsAsync(Codes));
        Assert.Equal([new CatalogGeneration(Codes, true)], await catalog.GenerationsAsync());
        Assert.NotNull(await catalog.ClustersAsync(Codes));

        await Convert(endsAfter: int.MaxValue);
        Assert.Equal([new CatalogGeneration(two, true)], await catalog.GenerationsAsync());
        Assert.Null(await catalog.ClustersAsync(two));
        var converted = (await catalog.VectorsAsync(two)).ToDictionary(entry => entry.Content, entry => entry.Vector);
        Assert.Equal(Many, converted.Count);
        for (var i = 0; i < Many; i++) Assert.Equal([i + 1, 2], converted[Hash(i)]);

        Task Convert(int endsAfter) => catalog.ChangeAsync(async writer =>
        {
            await writer.BeginGenerationAsync(two);
            var pages = 0;
            await foreach (var page in writer.VectorsAsync(Codes))
            {
                if (++pages == endsAfter) throw new TimeoutException();
                var batch = new CatalogBatch();
                for (var i = 0; i < page.Contents.Count; i++)
                    batch.Vectors.Add(new CatalogVector(two, page.Contents[i], new[] { page[i][0] + page[i][1], page[i][2] }));
                await writer.ApplyAsync(batch);
            }

            await writer.PublishAsync(two);
        });
    }

    [Fact]
    public async Task Clusters_come_back_bit_for_bit_and_new_ones_replace_them()
    {
        float[] centers = [-0f, float.Epsilon, 3.4028235e38f, 1, 2, 3];
        await using (var catalog = Open())
        {
            await catalog.BeginAsync(Codes);
            Assert.Null(await catalog.ClustersAsync(Codes));
            Assert.Null(await catalog.ClustersAsync(Codes with { Name = "nothing" }));
            await catalog.SetClustersAsync(new CatalogClusters(Codes, new float[] { 7, 8, 9 }, "first"));
            await catalog.SetClustersAsync(new CatalogClusters(Codes, centers, "second: ü"));
        }

        await using var again = Open();
        var stored = (await again.ClustersAsync(Codes))!;
        Assert.Equal((Codes, "second: ü"), (stored.Descriptor, stored.Chosen));
        Assert.Equal(centers.Select(BitConverter.SingleToInt32Bits), stored.Centers.ToArray().Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public async Task Clusters_stay_as_pictures_come_and_go_and_go_with_their_generation()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await catalog.BeginAsync(Colors);
        await catalog.SetClustersAsync(new CatalogClusters(Codes, new float[] { 1, 2, 3 }, "given"));
        await catalog.SetClustersAsync(new CatalogClusters(Colors, new float[] { 1, 2 }, "given"));
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        await catalog.UseAsync(Codes with { });
        Assert.NotNull(await catalog.ClustersAsync(Codes));
        await catalog.BeginAsync(Second);
        Assert.NotNull(await catalog.ClustersAsync(Codes));
        Assert.Null(await catalog.ClustersAsync(Second));
        await catalog.PublishAsync(Second);
        Assert.Null(await catalog.ClustersAsync(Codes));
        Assert.Null(await catalog.ClustersAsync(Second));
        Assert.NotNull(await catalog.ClustersAsync(Colors));
    }

    [Fact]
    public async Task Clusters_that_fit_no_generation_are_refused_and_change_nothing()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await catalog.SetClustersAsync(new CatalogClusters(Codes, new float[] { 1, 2, 3 }, "given"));
        CatalogClusters[] wrong =
        [
            new(Codes with { Name = "other" }, new float[3], "given"), new(Second, new float[3], "given"),
            new(Codes, new float[4], "given"), new(Codes, ReadOnlyMemory<float>.Empty, "given"),
        ];
        foreach (var clusters in wrong) await Assert.ThrowsAsync<ArgumentException>(() => catalog.SetClustersAsync(clusters));
        Assert.Equal((float[])[1, 2, 3], (await catalog.ClustersAsync(Codes))!.Centers.ToArray());
    }

    [Fact]
    public async Task Unused_contents_go_with_their_vectors_of_every_generation()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        await PutPicture(catalog, "b", 2, [4, 5, 6]);
        await catalog.BeginAsync(Second);
        await catalog.ApplyAsync(batch => batch.Vectors.Add(new CatalogVector(Second, Hash(1), new float[] { 4, 5, 6 })));
        var root = (await catalog.RootsAsync()).Single().Id;
        await catalog.ApplyAsync(batch => batch.Remove.Add(new PictureKey(root, "a")));
        Assert.Equal(1, await catalog.RemoveUnusedContentsAsync());
        Assert.Equal([Hash(2)], await catalog.DescribedAsync(Codes));
        Assert.Empty(await catalog.DescribedAsync(Second));
        Assert.Equal(0, await catalog.RemoveUnusedContentsAsync());
    }

    [Fact]
    public async Task Vectors_are_counted_by_generation()
    {
        await using var catalog = Open();
        await Assert.ThrowsAsync<ArgumentException>(() => catalog.CountVectorsAsync(Codes));
        await catalog.BeginAsync(Codes);
        await catalog.BeginAsync(Colors);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        await PutPicture(catalog, "b", 2, [1, 2, 3]);
        await catalog.BeginAsync(Second);
        Assert.Equal(
            (2, 0, 0), (await catalog.CountVectorsAsync(
                Codes), await catalog.CountVectorsAsync(Colors), await catalog.CountVectorsAsync(Second)));
    }

    [Fact]
    public async Task Pictures_that_lack_a_vector_of_any_of_some_descriptors_are_counted_each_copy_of_them()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await catalog.BeginAsync(Colors);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        await PutPicture(catalog, "b", 2, [1, 2, 3]);
        await PutPicture(catalog, "b again", 2, null);
        await PutPicture(catalog, "c", 3, null);
        await catalog.ApplyAsync(batch => batch.Vectors.AddRange(
            [new CatalogVector(Colors, Hash(1), new float[] { 1 }), new CatalogVector(Colors, Hash(3), new float[] { 1 })]));
        Assert.Equal((1, 2, 3), (await Count(Codes), await Count(Colors), await Count(Codes, Colors)));
        await catalog.ApplyAsync(batch => batch.Vectors.AddRange(
            [new CatalogVector(Colors, Hash(2), new float[] { 1 }), new CatalogVector(Codes, Hash(3), new float[3])]));
        Assert.Equal((0, 0, 0), (await Count(Codes), await Count(Colors), await Count(Codes, Colors)));
        await Assert.ThrowsAsync<ArgumentException>(() => Count(Codes, Second));

        Task<long> Count(params CatalogDescriptor[] descriptors) => catalog.LookAsync(
            reader => reader.CountWithoutVectorAsync(descriptors));
    }

    [Fact]
    public async Task A_sample_is_of_the_contents_with_the_smallest_hashes_the_same_for_every_descriptor()
    {
        const int count = 60;
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await catalog.BeginAsync(Colors);
        for (var i = 0; i < count; i++) await PutPicture(catalog, $"{i}", i, i % 5 == 0 ? null : [i, 1, 2]);
        await PutPicture(catalog, "gone", 1000, [9, 9, 9]);
        await catalog.ApplyAsync(batch =>
        {
            for (var i = 0; i < count; i++) batch.Vectors.Add(new CatalogVector(Colors, Hash(i), new float[] { i }));
        });
        var gone = (await catalog.PicturesAsync()).Single(picture => picture.Key.Path == "gone").Key;
        await catalog.ApplyAsync(batch => batch.Remove.Add(gone)); // its content and vector are still there

        await using var reader = await catalog.ReadAsync();
        var chosen = Enumerable.Range(0, count).OrderBy(i => Hash(i).ToString(), StringComparer.Ordinal).Take(20).ToArray();
        var colors = await reader.SampleAsync(Colors, 20);
        Assert.Equal(chosen.Select(Hash).ToHashSet(), [.. colors.Contents]);
        for (var i = 0; i < 20; i++) Assert.Equal(Hash((int)colors[i][0]), colors.Contents[i]);
        var codes = await reader.SampleAsync(Codes, 20);
        Assert.Equal(chosen.Where(i => i % 5 != 0).Select(Hash).ToHashSet(), [.. codes.Contents]);
        for (var i = 0; i < codes.Contents.Count; i++) Assert.Equal(Hash((int)codes[i][0]), codes.Contents[i]);
        Assert.Equal(count, (await reader.SampleAsync(Colors, 100_000)).Contents.Count);
        await Assert.ThrowsAsync<ArgumentException>(async () => await reader.SampleAsync(Second, 20));
    }

    [Fact]
    public async Task Vectors_of_a_generation_that_is_not_stored_are_refused_and_never_handed_over()
    {
        await using var catalog = Open();
        await Assert.ThrowsAsync<ArgumentException>(() => catalog.VectorsAsync(Codes));
        await catalog.BeginAsync(Codes);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        CatalogDescriptor[] others =
        [
            Second, Codes with { Dimensions = 2 }, Codes with { Metric = Metric.Cosine }, Codes with { Name = "other" },
        ];
        await using var reader = await catalog.ReadAsync();
        foreach (var other in others)
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await reader.AllVectorsAsync(other));
            await Assert.ThrowsAsync<ArgumentException>(async () => await reader.DescribedAsync(other).ToListAsync());
            await Assert.ThrowsAsync<ArgumentException>(async () => await reader.VectorAsync(other, Hash(1)));
            await Assert.ThrowsAsync<ArgumentException>(async () => await reader.PrepareAsync([Codes, other]));
            await Assert.ThrowsAsync<ArgumentException>(
                () => catalog.ApplyAsync(batch => batch.Vectors.Add(new CatalogVector(other, Hash(1), new float[other.Dimensions]))));
        }

        Assert.Single(await reader.AllVectorsAsync(Codes));
    }

    [Fact]
    public async Task Vectors_that_fit_no_content_or_have_other_dimensions_are_refused()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await PutPicture(catalog, "a", 1, [1, 2, 3]);
        foreach (var (content, length) in ((ContentHash, int)[])[(Hash(99), 3), (Hash(1), 2), (Hash(1), 4), (Hash(1), 0)])
        {
            await Assert.ThrowsAsync<ArgumentException>(
                () => catalog.ApplyAsync(batch => batch.Vectors.Add(new CatalogVector(Codes, content, new float[length]))));
        }

        Assert.Equal((float[])[1, 2, 3], Assert.Single(await catalog.VectorsAsync(Codes)).Vector);
    }
}
