using Likeness.Catalog;
using Likeness.Imaging.Decoding;
using Likeness.Search;

namespace Likeness.Testing.Catalogs;

/// <summary>What every <see cref="ICatalog"/> must do. A derived class says how to open one in a folder; opening again must find what was stored.</summary>
public abstract class CatalogConformance : IDisposable
{
    private static readonly CatalogDescriptor Codes = new("codes", "f1", 3, Metric.Euclidean);
    private static readonly DateTime Noon = new(2024, 2, 29, 12, 0, 0, 123, 456, DateTimeKind.Utc);

    protected TemporaryFolder Folder { get; } = new();

    protected abstract ICatalog Open();

    private static readonly string[] Names =
    [
        "plain.jpg", "with space.jpg", "new\nline.jpg", "tab\t\"quotes\"'.jpg", "emoji 🏖️.jpg", "日本語/ümläut.jpg", "lone\uD800high.jpg", "\uDC80low.jpg",
        @"escaped\xFF.jpg", "%_wild*?.jpg", "e\u0301 and é.jpg", "\uFFFD.jpg", "$1.jpg", new string('x', 255),
    ];

    // By number: the test runner passes data on as UTF-8, which has no lone surrogates.
    public static TheoryData<int> NameNumbers => [.. Enumerable.Range(0, Names.Length)];

    [Fact]
    public void A_new_catalog_is_empty()
    {
        using var catalog = Open();
        Assert.Equal(new CatalogTotals(0, 0, 0), catalog.Totals());
        Assert.Empty(catalog.Roots());
        Assert.Empty(catalog.Pictures());
        Assert.Empty(catalog.Rejected());
        Assert.Empty(catalog.Descriptors());
    }

    [Theory]
    [MemberData(nameof(NameNumbers))]
    public void Any_path_comes_back_as_it_went_in(int number)
    {
        var name = Names[number];
        CatalogPicture picture;
        using (var catalog = Open())
        {
            var root = catalog.AddRoot("/pictures/" + name);
            picture = new CatalogPicture(new PictureKey(root.Id, name), Hash(1), 12345678901, Noon) { Changed = number % 2 == 0 ? Noon.AddTicks(1) : null };
            Apply(catalog, batch => batch.Put.Add(picture));
        }
        using var again = Open();
        Assert.Equal("/pictures/" + name, again.Roots().Single().Path);
        Assert.Equal(picture, again.Pictures().Single());
        Apply(again, batch => batch.Remove.Add(picture.Key));
        Assert.Empty(again.Pictures());
    }

    [Fact]
    public void Similar_names_are_different_pictures()
    {
        using var catalog = Open();
        var root = catalog.AddRoot("/p");
        Apply(catalog, batch => batch.Put.AddRange(Names.Select(name => new CatalogPicture(new PictureKey(root.Id, name), Hash(1), 1, Noon))));
        Assert.Equal(Names.Length, catalog.Pictures().Count);
        Assert.Equal(new CatalogTotals(Names.Length, 1, 0), catalog.Totals());
    }

    [Fact]
    public void The_same_root_is_added_once()
    {
        using var catalog = Open();
        var first = catalog.AddRoot("/a");
        Assert.Equal(first, catalog.AddRoot("/a"));
        Assert.NotEqual(first.Id, catalog.AddRoot("/A").Id);
        Assert.Equal(2, catalog.Roots().Count);
    }

    [Fact]
    public void A_root_can_be_merged_into_one_that_contains_it()
    {
        using var catalog = Open();
        var inner = catalog.AddRoot("/a/ü\uD800");
        var outer = catalog.AddRoot("/a");
        Apply(catalog, batch =>
        {
            batch.Put.Add(new CatalogPicture(new PictureKey(inner.Id, "x/1.jpg"), Hash(1), 1, Noon));
            batch.Reject.Add(new RejectedPicture(new PictureKey(inner.Id, "2.jpg"), 1, Noon, "r", "no"));
        });
        Assert.Equal(outer, catalog.AddRoot("/a", [new InnerRoot(inner, "ü\uD800/")]));
        Assert.Equal([outer], catalog.Roots());
        Assert.Equal(new PictureKey(outer.Id, "ü\uD800/x/1.jpg"), catalog.Pictures().Single().Key);
        Assert.Equal(new PictureKey(outer.Id, "ü\uD800/2.jpg"), catalog.Rejected().Single().Key);
    }

    [Fact]
    public void A_new_root_takes_over_what_lies_in_it_at_once_and_a_file_that_both_know_is_there_once()
    {
        using var catalog = Open();
        var (one, twin, other) = (catalog.AddRoot("/a/x"), catalog.AddRoot("/link"), catalog.AddRoot("/b"));
        Apply(catalog, batch =>
        {
            foreach (var root in (CatalogRoot[])[one, twin, other]) batch.Put.Add(new CatalogPicture(new PictureKey(root.Id, "1.jpg"), Hash(1), 1, Noon));
            batch.Put.Add(new CatalogPicture(new PictureKey(twin.Id, "2.jpg"), Hash(2), 1, Noon));
        });
        var outer = catalog.AddRoot("/a", [new InnerRoot(one, "x/"), new InnerRoot(twin, "x/")]);
        Assert.Equal([other, outer], catalog.Roots());
        Assert.Equal(
            [new PictureKey(other.Id, "1.jpg"), new PictureKey(outer.Id, "x/1.jpg"), new PictureKey(outer.Id, "x/2.jpg")],
            catalog.Pictures().Select(picture => picture.Key).OrderBy(key => (key.Root, key.Path)));
    }

    [Fact]
    public void A_root_is_forgotten_with_all_below_it()
    {
        using var catalog = Open();
        var (root, other) = (catalog.AddRoot("/a"), catalog.AddRoot("/b"));
        Apply(catalog, batch =>
        {
            batch.Put.Add(new CatalogPicture(new PictureKey(root.Id, "1.jpg"), Hash(1), 1, Noon));
            batch.Put.Add(new CatalogPicture(new PictureKey(other.Id, "1.jpg"), Hash(1), 1, Noon));
            batch.Reject.Add(new RejectedPicture(new PictureKey(root.Id, "2.jpg"), 1, Noon, "r", "no"));
        });
        Apply(catalog, batch => batch.RemoveRoots.Add(root.Id));
        Assert.Equal([other], catalog.Roots());
        Assert.Equal(new CatalogTotals(1, 1, 0), catalog.Totals());
    }

    [Fact]
    public void Vectors_come_back_bit_for_bit()
    {
        float[] values = [-0f, float.Epsilon, 3.4028235e38f];
        using (var catalog = Open())
        {
            catalog.SetDescriptor(Codes);
            PutPicture(catalog, "a", 1, values);
        }
        using var again = Open();
        Assert.Equal([Codes], again.Descriptors());
        var (content, vector) = Vectors(again).Single();
        Assert.Equal(Hash(1), content);
        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), vector.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal([Hash(1)], again.Described("codes"));
    }

    [Fact]
    public void The_same_content_twice_is_two_pictures_and_one_vector()
    {
        using var catalog = Open();
        catalog.SetDescriptor(Codes);
        PutPicture(catalog, "a", 1, [1, 2, 3]);
        PutPicture(catalog, "b", 1, null);
        Assert.Equal(new CatalogTotals(2, 1, 0), catalog.Totals());
        Assert.Single(Vectors(catalog));
    }

    [Fact]
    public void Setting_the_same_descriptor_again_keeps_its_vectors()
    {
        using var catalog = Open();
        catalog.SetDescriptor(Codes);
        PutPicture(catalog, "a", 1, [1, 2, 3]);
        catalog.SetDescriptor(Codes with { });
        Assert.Single(Vectors(catalog));
    }

    [Fact]
    public void Another_fingerprint_drops_the_vectors_of_its_name_and_no_others()
    {
        using var catalog = Open();
        catalog.SetDescriptor(Codes);
        catalog.SetDescriptor(new CatalogDescriptor("colour", "c1", 1, Metric.Cosine));
        PutPicture(catalog, "a", 1, [1, 2, 3]);
        Apply(catalog, batch => batch.Vectors.Add(new CatalogVector("colour", Hash(1), new float[] { 7 })));
        catalog.SetDescriptor(Codes with { Fingerprint = "f2" });
        Assert.Empty(Vectors(catalog));
        Assert.Empty(catalog.Described("codes"));
        Assert.Single(catalog.Described("colour"));
        Assert.Single(catalog.Pictures());
    }

    [Fact]
    public void Clusters_come_back_bit_for_bit_and_new_ones_replace_them()
    {
        float[] centres = [-0f, float.Epsilon, 3.4028235e38f, 1, 2, 3];
        using (var catalog = Open())
        {
            catalog.SetDescriptor(Codes);
            Assert.Null(catalog.Clusters("codes"));
            Assert.Null(catalog.Clusters("nothing"));
            catalog.SetClusters(new CatalogClusters("codes", "f1", new float[] { 7, 8, 9 }, "first"));
            catalog.SetClusters(new CatalogClusters("codes", "f1", centres, "second: ü"));
        }

        using var again = Open();
        var stored = again.Clusters("codes")!;
        Assert.Equal(("codes", "f1", "second: ü"), (stored.Descriptor, stored.Fingerprint, stored.Chosen));
        Assert.Equal(centres.Select(BitConverter.SingleToInt32Bits), stored.Centres.ToArray().Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Clusters_stay_as_pictures_come_and_go_and_go_with_the_fingerprint()
    {
        using var catalog = Open();
        var colour = new CatalogDescriptor("colour", "c1", 1, Metric.Cosine);
        catalog.SetDescriptor(Codes);
        catalog.SetDescriptor(colour);
        catalog.SetClusters(new CatalogClusters("codes", "f1", new float[] { 1, 2, 3 }, "given"));
        catalog.SetClusters(new CatalogClusters("colour", "c1", new float[] { 1, 2 }, "given"));
        PutPicture(catalog, "a", 1, [1, 2, 3]);
        catalog.SetDescriptor(Codes with { });
        Assert.NotNull(catalog.Clusters("codes"));
        catalog.SetDescriptor(Codes with { Fingerprint = "f2" });
        Assert.Null(catalog.Clusters("codes"));
        Assert.NotNull(catalog.Clusters("colour"));
    }

    [Fact]
    public void Clusters_that_fit_no_descriptor_are_refused_and_change_nothing()
    {
        using var catalog = Open();
        catalog.SetDescriptor(Codes);
        catalog.SetClusters(new CatalogClusters("codes", "f1", new float[] { 1, 2, 3 }, "given"));
        Assert.Throws<ArgumentException>(() => catalog.SetClusters(new CatalogClusters("other", "f1", new float[3], "given")));
        Assert.Throws<ArgumentException>(() => catalog.SetClusters(new CatalogClusters("codes", "f2", new float[3], "given")));
        Assert.Throws<ArgumentException>(() => catalog.SetClusters(new CatalogClusters("codes", "f1", new float[4], "given")));
        Assert.Throws<ArgumentException>(() => catalog.SetClusters(new CatalogClusters("codes", "f1", ReadOnlyMemory<float>.Empty, "given")));
        Assert.Equal([1, 2, 3], catalog.Clusters("codes")!.Centres.ToArray());
    }

    [Fact]
    public void Unused_contents_go_with_their_vectors()
    {
        using var catalog = Open();
        catalog.SetDescriptor(Codes);
        PutPicture(catalog, "a", 1, [1, 2, 3]);
        PutPicture(catalog, "b", 2, [4, 5, 6]);
        var root = catalog.Roots().Single().Id;
        Apply(catalog, batch => batch.Remove.Add(new PictureKey(root, "a")));
        Assert.Equal(1, catalog.RemoveUnusedContents());
        Assert.Equal([Hash(2)], catalog.Described("codes"));
        Assert.Equal(0, catalog.RemoveUnusedContents());
    }

    [Fact]
    public void A_put_replaces_and_a_move_is_one_batch()
    {
        using var catalog = Open();
        PutPicture(catalog, "a", 1, null);
        PutPicture(catalog, "a", 2, null);
        Assert.Equal(Hash(2), catalog.Pictures().Single().Content);
        var key = catalog.Pictures().Single().Key;
        Apply(catalog, batch =>
        {
            batch.Remove.Add(key);
            batch.Put.Add(new CatalogPicture(key with { Path = "moved" }, Hash(2), 1, Noon));
        });
        Assert.Equal("moved", catalog.Pictures().Single().Key.Path);
    }

    [Fact]
    public void Rejections_are_stored_replaced_and_forgotten()
    {
        using var catalog = Open();
        var root = catalog.AddRoot("/p");
        var rejection = new RejectedPicture(new PictureKey(root.Id, "bad.jpg"), 7, Noon, "reader 1", "truncated: 🙁") { Changed = Noon.AddTicks(3) };
        Apply(catalog, batch => batch.Reject.Add(rejection));
        Assert.Equal([rejection], catalog.Rejected());
        Apply(catalog, batch => batch.Reject.Add(rejection with { Reason = "other", Changed = null }));
        Assert.Equal(rejection with { Reason = "other", Changed = null }, catalog.Rejected().Single());
        Apply(catalog, batch => batch.RemoveRejected.Add(rejection.Key));
        Assert.Empty(catalog.Rejected());
    }

    [Fact]
    public void A_batch_that_cannot_be_applied_changes_nothing()
    {
        using var catalog = Open();
        catalog.SetDescriptor(Codes);
        var root = catalog.AddRoot("/p");
        Assert.Throws<ArgumentException>(() => Apply(catalog, batch =>
        {
            batch.Put.Add(new CatalogPicture(new PictureKey(root.Id, "a"), Hash(1), 1, Noon));
            batch.Vectors.Add(new CatalogVector("codes", Hash(99), new float[] { 1, 2, 3 }));
        }));
        Assert.Throws<ArgumentException>(() => Apply(catalog, batch =>
        {
            batch.Put.Add(new CatalogPicture(new PictureKey(root.Id, "a"), Hash(1), 1, Noon));
            batch.Vectors.Add(new CatalogVector("codes", Hash(1), new float[] { 1, 2 }));
        }));
        Assert.Equal(new CatalogTotals(0, 0, 0), catalog.Totals());
        PutPicture(catalog, "a", 1, [1, 2, 3]);
        Assert.Single(Vectors(catalog));
    }

    [Fact]
    public void Reading_vectors_of_a_descriptor_that_is_not_the_stored_one_is_refused()
    {
        using var catalog = Open();
        Assert.Throws<ArgumentException>(() => catalog.ReadVectors(Codes, (_, _) => { }));
        catalog.SetDescriptor(Codes);
        PutPicture(catalog, "a", 1, [1, 2, 3]);
        foreach (var other in (CatalogDescriptor[])[Codes with { Fingerprint = "f2" }, Codes with { Dimensions = 2 }, Codes with { Metric = Metric.Cosine }])
            Assert.Throws<ArgumentException>(() => catalog.ReadVectors(other, (_, _) => Assert.Fail("a vector of another was handed over")));
    }

    [Fact]
    public void What_is_read_in_a_snapshot_is_of_one_state_whatever_others_commit_meanwhile()
    {
        using var reader = Open();
        reader.SetDescriptor(Codes);
        PutPicture(reader, "a", 1, [1, 2, 3]);
        using var writer = Open();
        var seen = reader.Snapshot(() =>
        {
            var before = reader.Descriptors();
            writer.SetDescriptor(Codes with { Fingerprint = "f2" });
            PutPicture(writer, "a", 1, [7, 8, 9]);
            PutPicture(writer, "b", 2, [7, 8, 9]);
            Assert.Equal(before, reader.Descriptors());
            return reader.Snapshot(() => (Vectors(reader, Codes), reader.Pictures().Count, reader.CountVectors("codes")));
        });
        Assert.Equal([1, 2, 3], Assert.Single(seen.Item1).Vector);
        Assert.Equal((1, 1), (seen.Item2, seen.Item3));
        Assert.Throws<ArgumentException>(() => Vectors(reader, Codes));
        Assert.Equal(2, Vectors(reader, Codes with { Fingerprint = "f2" }).Count);
    }

    [Fact]
    public void Vectors_that_are_being_read_are_all_of_one_state()
    {
        using var reader = Open();
        reader.SetDescriptor(Codes);
        for (var i = 0; i < 50; i++) PutPicture(reader, $"{i}", i, [i, 0, 0]);
        using var writer = Open();
        var count = 0;
        reader.ReadVectors(Codes, (_, vector) =>
        {
            if (count++ == 0)
            {
                writer.SetDescriptor(Codes with { Fingerprint = "f2" });
                for (var i = 0; i < 50; i++) PutPicture(writer, $"{i}", i, [i, 1, 1]);
            }

            Assert.Equal([0, 0], vector[1..].ToArray());
        });
        Assert.Equal(50, count);
    }

    [Fact]
    public void Nothing_can_be_changed_inside_a_snapshot_and_everything_behind_it()
    {
        using var catalog = Open();
        Assert.Throws<InvalidOperationException>(() => catalog.Snapshot(() => catalog.AddRoot("/p")));
        Assert.Empty(catalog.Roots());
        catalog.AddRoot("/p");
    }

    [Fact]
    public void What_the_callers_own_code_throws_comes_through_as_it_is()
    {
        using var catalog = Open();
        catalog.SetDescriptor(Codes);
        PutPicture(catalog, "a", 1, [1, 2, 3]);
        foreach (var mine in (Exception[])[new FormatException("mine"), new InvalidOperationException("mine"), new InvalidCastException("mine"), new OverflowException("mine"), new OperationCanceledException("mine")])
        {
            Assert.Same(mine, Assert.Throws(mine.GetType(), () => catalog.ReadVectors(Codes, (_, _) => throw mine)));
            Assert.Same(mine, Assert.Throws(mine.GetType(), () => catalog.Snapshot<int>(() => throw mine)));
            Assert.Same(mine, Assert.Throws(mine.GetType(), () => catalog.ConvertVectors(Codes, Codes with { Fingerprint = "f2" }, (_, _) => throw mine)));
        }

        Assert.Single(Vectors(catalog));
    }

    [Fact]
    public void A_catalog_that_was_closed_says_so_and_not_that_it_is_damaged()
    {
        var catalog = Open();
        catalog.Dispose();
        catalog.Dispose();
        Action[] uses =
        [
            () => catalog.Pictures(), () => catalog.Totals(), () => catalog.AddRoot("/p"), () => catalog.ReadVectors(Codes, (_, _) => { }),
            () => catalog.Apply(new CatalogBatch { Remove = { new PictureKey(1, "a") } }), () => catalog.Snapshot(() => 1),
        ];
        Assert.All(uses, use => Assert.Throws<ObjectDisposedException>(use));
    }

    [Fact]
    public void A_picture_below_an_unknown_root_is_the_callers_mistake_and_no_damage()
    {
        using var catalog = Open();
        Assert.Throws<ArgumentException>(() => Apply(catalog, batch => batch.Put.Add(new CatalogPicture(new PictureKey(77, "a"), Hash(1), 1, Noon))));
        Assert.Empty(catalog.Pictures());
    }

    [Fact]
    public void Vectors_are_converted_all_of_them_with_their_descriptor()
    {
        const int count = 2500; // more than are in memory at a time
        using var catalog = Open();
        catalog.SetDescriptor(Codes);
        catalog.SetDescriptor(new CatalogDescriptor("colour", "c1", 1, Metric.Cosine));
        var root = catalog.AddRoot("/pictures");
        Apply(catalog, batch =>
        {
            for (var i = 0; i < count; i++)
            {
                batch.Put.Add(new CatalogPicture(new PictureKey(root.Id, $"{i}"), Hash(i), 1, Noon));
                batch.Vectors.Add(new CatalogVector("codes", Hash(i), new float[] { i, 1, 2 }));
                batch.Vectors.Add(new CatalogVector("colour", Hash(i), new float[] { i }));
            }
        });
        catalog.SetClusters(new CatalogClusters("codes", "f1", new float[] { 1, 2, 3 }, "given"));
        var two = new CatalogDescriptor("codes", "f2", 2, Metric.Cosine);
        var seen = 0;
        Assert.Throws<TimeoutException>(() => catalog.ConvertVectors(Codes, two, (_, _) =>
        {
            if (++seen == 2000) throw new TimeoutException();
            return true;
        }));
        Assert.Equal(count, Vectors(catalog, Codes).Count);
        Assert.NotNull(catalog.Clusters("codes"));

        var lost = catalog.ConvertVectors(Codes, two, (stored, converted) =>
        {
            (converted[0], converted[1]) = (stored[0] + stored[1], stored[2]);
            return stored[0] != 7;
        });
        Assert.Equal(1, lost);
        Assert.Contains(two, catalog.Descriptors());
        Assert.Null(catalog.Clusters("codes"));
        var expected = Enumerable.Range(0, count).ToDictionary(Hash, i => (float[])[i + 1, 2]);
        Assert.All(Vectors(catalog, two), entry => Assert.Equal(expected[entry.Content], entry.Vector));
        Assert.Equal((count - 1, count), (Vectors(catalog, two).Count, catalog.CountVectors("colour")));
        Assert.DoesNotContain(Hash(7), catalog.Described("codes"));
    }

    [Fact]
    public void A_conversion_of_what_is_not_stored_is_refused()
    {
        using var catalog = Open();
        catalog.SetDescriptor(Codes);
        Assert.Throws<ArgumentException>(() => catalog.ConvertVectors(Codes with { Fingerprint = "f0" }, Codes with { Fingerprint = "f2" }, (_, _) => true));
        Assert.Throws<ArgumentException>(() => catalog.ConvertVectors(Codes, Codes with { Name = "other" }, (_, _) => true));
        Assert.Equal([Codes], catalog.Descriptors());
    }

    [Fact]
    public void Vectors_are_counted_by_descriptor()
    {
        using var catalog = Open();
        Assert.Equal(0, catalog.CountVectors("codes"));
        catalog.SetDescriptor(Codes);
        catalog.SetDescriptor(new CatalogDescriptor("colour", "c1", 1, Metric.Cosine));
        PutPicture(catalog, "a", 1, [1, 2, 3]);
        PutPicture(catalog, "b", 2, [1, 2, 3]);
        Assert.Equal((2, 0), (catalog.CountVectors("codes"), catalog.CountVectors("colour")));
    }

    [Fact]
    public void One_connection_reads_what_another_has_written()
    {
        using var writer = Open();
        using var reader = Open();
        PutPicture(writer, "a", 1, null);
        Assert.Single(reader.Pictures());
        PutPicture(writer, "b", 2, null);
        Assert.Equal(2, reader.Pictures().Count);
    }

    protected static ContentHash Hash(int number) => ContentHash.Of(BitConverter.GetBytes(number));

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private static void Apply(ICatalog catalog, Action<CatalogBatch> fill)
    {
        var batch = new CatalogBatch();
        fill(batch);
        catalog.Apply(batch);
    }

    private static void PutPicture(ICatalog catalog, string path, int content, float[]? vector)
    {
        var root = catalog.AddRoot("/pictures");
        Apply(catalog, batch =>
        {
            batch.Put.Add(new CatalogPicture(new PictureKey(root.Id, path), Hash(content), 1, Noon));
            if (vector is not null) batch.Vectors.Add(new CatalogVector("codes", Hash(content), vector));
        });
    }

    private static List<(ContentHash Content, float[] Vector)> Vectors(ICatalog catalog) => Vectors(catalog, catalog.Descriptors().Single(known => known.Name == "codes"));

    private static List<(ContentHash Content, float[] Vector)> Vectors(ICatalog catalog, CatalogDescriptor descriptor)
    {
        var vectors = new List<(ContentHash, float[])>();
        catalog.ReadVectors(descriptor, (content, vector) => vectors.Add((content, vector.ToArray())));
        return vectors;
    }
}
