using Likeness.Catalog;
using Likeness.Imaging.Decoding;
using Likeness.Search;
using Likeness.Testing.Search;

namespace Likeness.Testing.Catalogs;

/// <summary>What every catalog must find when it is asked for the nearest; a part of <see cref="CatalogConformance"/>.</summary>
public abstract class NearestConformance : GenerationConformance
{
    private const int Count = 300;

    private static readonly CatalogDescriptor Shapes = new("shapes", "s1", 5, Metric.Cosine);
    private static readonly float[] Query = [0.1f, -0.2f, 0.3f], OtherQuery = [1, -1, 0.5f, 0.25f, 2];

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(Count - 1)]
    [InlineData(Count)]
    [InlineData(Count + 1)]
    [InlineData(int.MaxValue)]
    public async Task The_k_nearest_are_those_of_brute_force(int k)
    {
        await using var catalog = Open();
        await FillAsync(catalog);
        await using var reader = await catalog.ReadAsync();
        foreach (var (descriptor, query) in ((CatalogDescriptor, float[])[])[(Codes, Query), (Shapes, OtherQuery)])
        {
            var found = await reader.NearestAsync(Ask(k, (descriptor, query, 1)));
            var expected = Nearest(_ => true, (descriptor, query, 1)).Take(k).ToArray();
            AssertSame(expected, found);
            Assert.All(found, neighbor => Assert.Equal([neighbor.Distance], neighbor.PartDistances));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.25, 3)]
    [InlineData(2, 0.001)]
    public async Task Distances_of_several_parts_are_multiplied_by_their_factors_and_added(float first, float second)
    {
        await using var catalog = Open();
        await FillAsync(catalog);
        await using var reader = await catalog.ReadAsync();
        var found = await reader.NearestAsync(Ask(20, (Codes, Query, first), (Shapes, OtherQuery, second)));
        AssertSame(Nearest(_ => true, (Codes, Query, first), (Shapes, OtherQuery, second)).Take(20), found);
        foreach (var neighbor in found)
        {
            var i = Number(neighbor.Content);
            Assert.Equal(2, neighbor.PartDistances.Count);
            Assert.Equal(BruteForce.Distance(Query, Vector(i, 3), Codes.Metric), neighbor.PartDistances[0], 1e-4);
            Assert.Equal(BruteForce.Distance(OtherQuery, Vector(i, 5), Shapes.Metric), neighbor.PartDistances[1], 1e-4);
        }

        // The order of the parts is that of the distances, and changes nothing else.
        var turned = await reader.NearestAsync(Ask(20, (Shapes, OtherQuery, second), (Codes, Query, first)));
        Assert.Equal(found.Select(neighbor => neighbor.Content), turned.Select(neighbor => neighbor.Content));
        Assert.Equal(found[0].PartDistances.Reverse(), turned[0].PartDistances);
        AssertSame(Nearest(_ => true, (Codes, Query, first)).Take(20), await reader.NearestAsync(Ask(20, (Codes, Query, first))));
    }

    [Fact]
    public async Task What_a_part_has_not_described_is_not_found_whichever_part_it_is()
    {
        await using var catalog = Open();
        await FillAsync(catalog, lacksCodes: i => i % 7 == 3, lacksShapes: i => i % 4 == 1);
        await using var reader = await catalog.ReadAsync();
        (CatalogDescriptor, float[], float) codes = (Codes, Query, 1), shapes = (Shapes, OtherQuery, 2);
        var expected = Nearest(i => i % 7 != 3 && i % 4 != 1, codes, shapes).ToArray();
        AssertSame(expected, await reader.NearestAsync(Ask(int.MaxValue, codes, shapes)));
        AssertSame(expected, await reader.NearestAsync(Ask(int.MaxValue, shapes, codes)));
        AssertSame(expected.Take(9), await reader.NearestAsync(Ask(9, shapes, codes)));
        AssertSame(Nearest(i => i % 7 != 3, codes), await reader.NearestAsync(Ask(int.MaxValue, codes)));
    }

    [Fact]
    public async Task At_equal_distance_those_come_first_that_were_known_earlier_and_the_last_places_are_theirs_too()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        var numbers = Enumerable.Range(0, 40).ToArray();
        new Random(4).Shuffle(numbers);
        foreach (var i in numbers) await PutPicture(catalog, $"{i}", i, [i % 4, 0, 0]);
        // Written again, they are known as long as before.
        foreach (var i in numbers.Reverse()) await PutPicture(catalog, $"{i}", i, [i % 4, 0, 0]);
        var expected = numbers.OrderBy(i => i % 4).ToArray(); // stable
        foreach (var k in (int[])[1, 7, 10, 13, 40])
        {
            var found = await catalog.NearestAsync(Ask(k, (Codes, [0, 0, 0], 1)));
            Assert.Equal(expected.Take(k), found.Select(neighbor => Number(neighbor.Content)));
            var filtered = await catalog.NearestAsync(
                Ask(k, (Codes, [0, 0, 0], 1)) with { Filter = new CatalogFilter { Below = "/pictures" } });
            Assert.Equal(expected.Take(k), filtered.Select(neighbor => Number(neighbor.Content)));
        }
    }

    [Fact]
    public async Task Contents_to_be_passed_over_leave_their_places_to_others()
    {
        await using var catalog = Open();
        await FillAsync(catalog);
        var all = Nearest(_ => true, (Codes, Query, 1)).ToArray();
        int[] passed = [all[0].Number, all[1].Number, all[5].Number, all[^1].Number];
        var ask = Ask(10, (Codes, Query, 1)) with { Except = [.. passed.Select(Hash), Hash(12345), Hash(passed[0])] };
        AssertSame(all.Where(hit => !passed.Contains(hit.Number)).Take(10), await catalog.NearestAsync(ask));
        AssertSame(all.Where(hit => !passed.Contains(hit.Number)), await catalog.NearestAsync(ask with { K = int.MaxValue }));
        var two = Ask(10, (Codes, Query, 1), (Shapes, OtherQuery, 1)) with { Except = ask.Except };
        AssertSame(Nearest(i => !passed.Contains(i), (Codes, Query, 1), (Shapes, OtherQuery, 1)).Take(10), await catalog.NearestAsync(two));
        Assert.Empty(await catalog.NearestAsync(ask with { Except = [.. Enumerable.Range(0, Count).Select(Hash)] }));
    }

    [Fact]
    public async Task Only_pictures_of_a_folders_name_or_below_a_folder_are_found_where_that_is_asked_for()
    {
        await using var catalog = Open();
        await FillAsync(catalog);
        var elsewhere = await catalog.AddRootAsync("/elsewhere/kind 2");
        await catalog.ApplyAsync(batch => batch.Put.Add(Picture(elsewhere, "copy", 7))); // a content takes part if one of its pictures does
        await Check(new CatalogFilter { Label = "kind 1" }, i => i % 3 == 1 && i % 2 == 1);
        await Check(new CatalogFilter { Label = "kind 2" }, i => i % 3 == 2 || i == 7);
        await Check(new CatalogFilter { Label = "kind" }, _ => false);
        await Check(new CatalogFilter { Below = "/pictures/kind 2" }, i => i % 3 == 2);
        await Check(new CatalogFilter { Below = "/pictures/kind 2/" }, i => i % 3 == 2);
        await Check(new CatalogFilter { Below = "/pictures/kind" }, _ => false);
        await Check(new CatalogFilter { Below = "/pictures" }, _ => true);
        await Check(new CatalogFilter { Below = "/" }, _ => true);
        await Check(new CatalogFilter { Below = "/elsewhere" }, i => i == 7);
        await Check(new CatalogFilter { Below = "/pictures/kind 1/deep" }, i => i % 3 == 1 && i % 2 == 0);
        await Check(new CatalogFilter { Label = "deep" }, i => i % 3 == 1 && i % 2 == 0);
        await Check(new CatalogFilter { Label = "kind 2", Below = "/elsewhere" }, i => i == 7);
        await Check(new CatalogFilter { Label = "kind 1", Below = "/elsewhere" }, _ => false);
        await Check(new CatalogFilter(), _ => true);

        async Task Check(CatalogFilter filter, Func<int, bool> isMeant)
        {
            var one = Ask(25, (Codes, Query, 1)) with { Filter = filter };
            AssertSame(Nearest(isMeant, (Codes, Query, 1)).Take(25), await catalog.NearestAsync(one));
            var two = Ask(25, (Codes, Query, 1), (Shapes, OtherQuery, 0.5f)) with { Filter = filter };
            AssertSame(Nearest(isMeant, (Codes, Query, 1), (Shapes, OtherQuery, 0.5f)).Take(25), await catalog.NearestAsync(two));
        }
    }

    [Fact]
    public async Task Only_contents_within_a_distance_are_found_where_that_is_asked_for()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        for (var i = 0; i < 20; i++) await PutPicture(catalog, $"{i}", i, [i, 0, 0]);
        (float, float, int)[] cases = [(4, 1, 5), (4, 2, 3), (3.99f, 1, 4), (0, 1, 1), (float.PositiveInfinity, 1, 20)];
        foreach (var (most, factor, found) in cases)
        {
            var near = await catalog.NearestAsync(Ask(100, (Codes, [0, 0, 0], factor)) with { MaxDistance = most });
            Assert.Equal(Enumerable.Range(0, found), near.Select(neighbor => Number(neighbor.Content)));
        }

        Assert.Equal(2, (await catalog.NearestAsync(Ask(2, (Codes, [0, 0, 0], 1)) with { MaxDistance = 4 })).Count);
        Assert.Empty(await catalog.NearestAsync(Ask(2, (Codes, [0, 5, 0], 1)) with { MaxDistance = 4.9f }));
    }

    [Fact]
    public async Task Contents_whose_pictures_are_gone_are_never_found_though_their_vectors_are_there()
    {
        await using var catalog = Open();
        await FillAsync(catalog);
        var all = Nearest(_ => true, (Codes, Query, 1)).ToArray();
        var gone = all.Take(30).Where((_, i) => i % 3 != 1).Select(hit => hit.Number).ToHashSet();
        var keys = (await catalog.PicturesAsync()).Where(picture => gone.Contains(Number(picture.Content))).Select(picture => picture.Key);
        await catalog.ApplyAsync(batch => batch.Remove.AddRange(keys));
        Assert.Equal(Count, await catalog.CountVectorsAsync(Codes));
        foreach (var k in (int[])[1, 10, Count])
        {
            AssertSame(all.Where(hit => !gone.Contains(hit.Number)).Take(k), await catalog.NearestAsync(Ask(k, (Codes, Query, 1))));
            AssertSame(
                Nearest(i => !gone.Contains(i), (Codes, Query, 1), (Shapes, OtherQuery, 1)).Take(k),
                await catalog.NearestAsync(Ask(k, (Codes, Query, 1), (Shapes, OtherQuery, 1))));
        }

        await catalog.RemoveUnusedContentsAsync();
        AssertSame(all.Where(hit => !gone.Contains(hit.Number)).Take(10), await catalog.NearestAsync(Ask(10, (Codes, Query, 1))));
    }

    [Fact]
    public async Task Without_vectors_nothing_is_found()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        Assert.Empty(await catalog.NearestAsync(Ask(10, (Codes, Query, 1))));
        await PutPicture(catalog, "a", 1, null);
        Assert.Empty(await catalog.NearestAsync(Ask(10, (Codes, Query, 1))));
    }

    [Fact]
    public async Task What_is_stored_later_is_found_and_what_changed_is_as_it_is_now()
    {
        await using var catalog = Open();
        await catalog.BeginAsync(Codes);
        await PutPicture(catalog, "a", 1, [1, 0, 0]);
        Assert.Equal([1], await FoundAsync());
        await PutPicture(catalog, "b", 2, [0.5f, 0, 0]);
        Assert.Equal([2, 1], await FoundAsync());
        await PutPicture(catalog, "b", 2, [3, 0, 0]);
        Assert.Equal([1, 2], await FoundAsync());
        await using (var other = Open()) await PutPicture(other, "c", 3, [2, 0, 0]);
        Assert.Equal([1, 3, 2], await FoundAsync());

        async Task<IEnumerable<int>> FoundAsync() =>
            (await catalog.NearestAsync(Ask(10, (Codes, [0, 0, 0], 1)))).Select(neighbor => Number(neighbor.Content));
    }

    [Fact]
    public async Task A_reader_answers_from_its_state_while_a_writer_publishes_another_generation()
    {
        await using var catalog = Open();
        await FillAsync(catalog);
        await using var asked = await catalog.ReadAsync();
        await using var notYet = await catalog.ReadAsync();
        var ask = Ask(10, (Codes, Query, 1));
        var expected = Nearest(_ => true, (Codes, Query, 1)).Take(10).ToArray();
        AssertSame(expected, await asked.NearestAsync(ask));

        await catalog.BeginAsync(Second);
        await catalog.ApplyAsync(batch =>
        {
            for (var i = 0; i < Count; i++) batch.Vectors.Add(new CatalogVector(Second, Hash(i), Vector(i + 1000, 3)));
        });
        // Under way it is asked for by nobody, and changes no answer.
        AssertSame(expected, await catalog.NearestAsync(ask));
        await catalog.PublishAsync(Second);
        await PutPicture(catalog, Second, "new", 5000, Query);

        AssertSame(expected, await asked.NearestAsync(ask));
        AssertSame(expected, await notYet.NearestAsync(ask));
        await Assert.ThrowsAsync<ArgumentException>(async () => await asked.NearestAsync(Ask(10, (Second, Query, 1))));
        await Assert.ThrowsAsync<ArgumentException>(() => catalog.NearestAsync(ask));
        Assert.Equal(Hash(5000), (await catalog.NearestAsync(Ask(1, (Second, Query, 1)))).Single().Content);
        AssertSame(expected, await notYet.NearestAsync(ask));
    }

    [Fact]
    public async Task Many_ask_at_the_same_time_while_somebody_writes()
    {
        await using var catalog = Open();
        await FillAsync(catalog);
        var expected = Nearest(_ => true, (Codes, Query, 1), (Shapes, OtherQuery, 1)).Take(5).ToArray();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++) await PutPicture(catalog, $"far {i}", 10_000 + i, [1e6f, 1e6f, 1e6f]);
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            do AssertSame(expected, await catalog.NearestAsync(Ask(5, (Codes, Query, 1), (Shapes, OtherQuery, 1))));
            while (!writing.IsCompleted);
        })));
        await writing;
    }

    [Fact]
    public async Task Getting_ready_changes_no_answer()
    {
        await using var catalog = Open();
        await FillAsync(catalog);
        await using var reader = await catalog.ReadAsync();
        await reader.PrepareAsync([Codes, Shapes]);
        AssertSame(Nearest(_ => true, (Codes, Query, 1)).Take(10), await reader.NearestAsync(Ask(10, (Codes, Query, 1))));
        await reader.PrepareAsync([]);
    }

    [Fact]
    public async Task Another_fingerprint_dimension_or_metric_is_refused()
    {
        await using var catalog = Open();
        await FillAsync(catalog);
        await using var reader = await catalog.ReadAsync();
        foreach (var other in (CatalogDescriptor[])[Second, Codes with { Metric = Metric.Cosine }, Codes with { Name = "other" }])
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await reader.NearestAsync(Ask(3, (other, Query, 1))));
            await Assert.ThrowsAsync<ArgumentException>(
                async () => await reader.NearestAsync(Ask(3, (Shapes, OtherQuery, 1), (other, Query, 1))));
        }

        var two = Codes with { Dimensions = 2 };
        await Assert.ThrowsAsync<ArgumentException>(async () => await reader.NearestAsync(Ask(3, (two, [1, 2], 1))));
    }

    [Fact]
    public async Task Questions_that_make_no_sense_are_refused()
    {
        await using var catalog = Open();
        await FillAsync(catalog);
        await using var reader = await catalog.ReadAsync();
        var ask = Ask(3, (Codes, Query, 1));
        CatalogQuery[] wrong =
        [
            new([], 3), Ask(0, (Codes, Query, 1)), Ask(-1, (Codes, Query, 1)), Ask(3, (Codes, Query, 1), (Codes, Query, 1)),
            Ask(3, (Codes, [1, 2], 1)), Ask(3, (Codes, Query, 0)), Ask(3, (Codes, Query, -1)), Ask(3, (Codes, Query, float.NaN)),
            Ask(3, (Codes, Query, float.PositiveInfinity)), ask with { MaxDistance = -1 }, ask with { MaxDistance = float.NaN },
        ];
        foreach (var query in wrong) await Assert.ThrowsAsync<ArgumentException>(async () => await reader.NearestAsync(query));
        foreach (var bad in (float[])[float.NaN, float.PositiveInfinity])
        {
            await Assert.ThrowsAsync<UnusableInputException>(async () => await reader.NearestAsync(Ask(3, (Codes, [1, bad, 1], 1))));
            await Assert.ThrowsAsync<UnusableInputException>(
                async () => await reader.NearestAsync(Ask(3, (Shapes, OtherQuery, 1), (Codes, [1, bad, 1], 1))));
        }

        Assert.Equal(3, (await reader.NearestAsync(ask)).Count);
    }

    [Fact]
    public async Task In_clusters_those_are_found_whose_nearest_center_is_among_the_nearest_to_the_query()
    {
        const int clusters = 6;
        await using var catalog = Open();
        await FillAsync(catalog);
        float[] centers = [.. Enumerable.Range(0, clusters).SelectMany(i => Vector(i * 11, 3))];
        await catalog.SetClustersAsync(new CatalogClusters(Codes, centers, "given"));
        int[] ByCenter(float[] vector) =>
            [.. Enumerable.Range(0, clusters).OrderBy(i => BruteForce.Distance(vector, centers.AsSpan(i * 3, 3), Codes.Metric))];
        var order = ByCenter(Query);
        await using var reader = await catalog.ReadAsync();
        for (var probes = 1; probes <= clusters; probes++)
        {
            var searched = order.Take(probes).ToHashSet();
            var expected = Nearest(i => searched.Contains(ByCenter(Vector(i, 3))[0]), (Codes, Query, 1)).ToArray();
            foreach (var k in (int[])[1, 10, Count])
            {
                AssertSame(expected.Take(k), await reader.NearestAsync(Ask(k, (Codes, Query, 1)) with { Clusters = probes }));
                var passed = expected.Take(2).Select(hit => hit.Number).ToArray();
                AssertSame(
                    expected.Skip(2).Take(k),
                    await reader.NearestAsync(Ask(k, (Codes, Query, 1)) with { Clusters = probes, Except = [.. passed.Select(Hash)] }));
            }
        }

        foreach (var probes in (int[])[0, -1, clusters + 1])
        {
            await Assert.ThrowsAsync<WrongSettingsException>(
                async () => await reader.NearestAsync(Ask(1, (Codes, Query, 1)) with { Clusters = probes }));
        }

        // Later clusters are those that count then.
        await catalog.SetClustersAsync(new CatalogClusters(Codes, centers.AsMemory(0, 3), "one"));
        AssertSame(
            Nearest(_ => true, (Codes, Query, 1)).Take(10), await catalog.NearestAsync(Ask(10, (Codes, Query, 1)) with { Clusters = 1 }));
    }

    [Fact]
    public async Task Clusters_are_searched_only_where_there_are_some_by_one_descriptor_and_without_a_filter()
    {
        await using var catalog = Open();
        await FillAsync(catalog);
        await catalog.SetClustersAsync(new CatalogClusters(Codes, Query, "given"));
        await using var reader = await catalog.ReadAsync();
        await Assert.ThrowsAsync<UnusableInputException>(
            async () => await reader.NearestAsync(Ask(3, (Shapes, OtherQuery, 1)) with { Clusters = 1 }));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await reader.NearestAsync(Ask(3, (Codes, Query, 1), (Shapes, OtherQuery, 1)) with { Clusters = 1 }));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await reader.NearestAsync(
                Ask(3, (Codes, Query, 1)) with { Clusters = 1, Filter = new CatalogFilter { Label = "kind 1" } }));
    }

    [Fact]
    public async Task A_search_ends_when_it_is_cancelled()
    {
        await using var catalog = Open();
        await FillAsync(catalog);
        await using var reader = await catalog.ReadAsync();
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await reader.NearestAsync(Ask(3, (Codes, Query, 1)), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reader.PrepareAsync([Codes], cancelled));
        AssertSame(Nearest(_ => true, (Codes, Query, 1)).Take(3), await reader.NearestAsync(Ask(3, (Codes, Query, 1))));
    }

    private static float[] Vector(int i, int dimensions)
    {
        var random = new Random(10 * i + dimensions);
        return [.. Enumerable.Range(0, dimensions).Select(_ => 2 * random.NextSingle() - 1)];
    }

    private static readonly Dictionary<ContentHash, int> Numbers = Enumerable.Range(0, 6000).ToDictionary(Hash);

    private static int Number(ContentHash content) => Numbers[content];

    private static CatalogQuery Ask(int k, params (CatalogDescriptor Descriptor, float[] Vector, float Factor)[] parts) =>
        new([.. parts.Select(part => new CatalogQueryPart(part.Descriptor, part.Vector, part.Factor))], k);

    private static IEnumerable<(int Number, double Distance)> Nearest(
        Func<int, bool> isMeant, params (CatalogDescriptor Descriptor, float[] Vector, float Factor)[] parts) =>
        Enumerable.Range(0, Count).Where(isMeant)
            .Select(i => (i, parts.Sum(part =>
                part.Factor * BruteForce.Distance(part.Vector, Vector(i, part.Descriptor.Dimensions), part.Descriptor.Metric))))
            .OrderBy(hit => hit.Item2);

    private static void AssertSame(IEnumerable<(int Number, double Distance)> expected, IReadOnlyList<CatalogNeighbor> found)
    {
        Assert.Equal(expected.Select(hit => hit.Number), found.Select(neighbor => Number(neighbor.Content)));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Distance, pair.Second.Distance, 1e-4));
    }

    /// <summary>Pictures of three kinds, a folder each; those of kind 1 with an even number lie in a folder inside it.</summary>
    private static async Task FillAsync(ICatalog catalog, Func<int, bool>? lacksCodes = null, Func<int, bool>? lacksShapes = null)
    {
        await catalog.BeginAsync(Codes);
        await catalog.BeginAsync(Shapes);
        var root = await catalog.AddRootAsync("/pictures");
        await catalog.ApplyAsync(batch =>
        {
            for (var i = 0; i < Count; i++)
            {
                batch.Put.Add(Picture(root, $"kind {i % 3}/{(i % 3 == 1 && i % 2 == 0 ? "deep/" : "")}{i}.jpg", i));
                if (lacksCodes?.Invoke(i) != true) batch.Vectors.Add(new CatalogVector(Codes, Hash(i), Vector(i, 3)));
                if (lacksShapes?.Invoke(i) != true) batch.Vectors.Add(new CatalogVector(Shapes, Hash(i), Vector(i, 5)));
            }
        });
    }
}
