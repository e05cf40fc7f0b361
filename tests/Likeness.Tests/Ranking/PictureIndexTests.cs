using Likeness.Catalog;
using Likeness.Catalog.Sqlite;
using Likeness.Ranking;
using Likeness.Ranking.Fusion;
using Likeness.Search;
using Likeness.Testing;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Ranking;

public sealed class PictureIndexTests : IDisposable
{
    private static readonly CatalogDescriptor First = new("codes", "f1", 4, Metric.Euclidean);

    private readonly TemporaryFolder folder = new();
    private readonly FakeDescriptor descriptor = new();
    private readonly SqliteCatalog catalog;

    public PictureIndexTests()
    {
        catalog = SqliteCatalog.Open(folder["catalog.db"]);
        catalog.SetDescriptor(First);
    }

    [Fact]
    public void Vectors_are_those_of_the_fingerprint_that_was_checked_though_others_replace_them_between_the_reads()
    {
        for (var i = 0; i < 20; i++) Put($"{i}.pic", i, i);
        using var other = SqliteCatalog.Open(folder["catalog.db"]);
        var between = new BetweenReads(catalog)
        {
            BeforeVectors = () =>
            {
                other.SetDescriptor(First with { Fingerprint = "f2" });
                for (var i = 0; i < 20; i++) Put(other, $"{i}.pic", i, 1000 + i);
            },
        };
        var index = PictureIndex.Load(between, descriptor);
        Assert.Equal(0, index.WithoutVector);
        Assert.Equal(0, index.Search([7, 0, 0, 0], null, new SearchRequest(1))[0].Distance);
        Assert.Throws<DamagedDataException>(() => PictureIndex.Load(catalog, descriptor));
        Assert.Throws<DamagedDataException>(() => index.Labelled(catalog));
    }

    [Fact]
    public void Several_descriptors_are_read_of_one_instant()
    {
        catalog.SetDescriptor(First with { Name = "second" });
        for (var i = 0; i < 20; i++) Put($"{i}.pic", i, i, "codes", "second");
        using var second = new FakeDescriptor("second");
        using var other = SqliteCatalog.Open(folder["catalog.db"]);
        var reads = 0;
        var between = new BetweenReads(catalog)
        {
            BeforeVectors = () =>
            {
                if (++reads == 2) other.SetDescriptor(First with { Name = "second", Fingerprint = "f2" });
            },
        };
        var index = FusedIndex.Load(between, [new WeightedDescriptor(descriptor, 1), new WeightedDescriptor(second, 1)]);
        Assert.Equal((2, 0), (reads, index.WithoutVector));
    }

    [Fact]
    public void Loading_ends_at_the_next_vector_when_it_is_cancelled()
    {
        for (var i = 0; i < 20; i++) Put($"{i}.pic", i, i);
        using var cancellation = new CancellationTokenSource();
        var between = new BetweenReads(catalog);
        between.AfterVector = () =>
        {
            if (between.VectorsRead == 3) cancellation.Cancel();
        };
        Assert.ThrowsAny<OperationCanceledException>(() => PictureIndex.Load(between, descriptor, cancellationToken: cancellation.Token));
        Assert.Equal(3, between.VectorsRead);
    }

    [Fact]
    public void Two_vectors_of_one_content_are_damage()
    {
        Put("a.pic", 1, 1);
        Assert.Contains("two of them", Assert.Throws<DamagedDataException>(() => PictureIndex.Load(new BetweenReads(catalog) { Repeats = 2 }, descriptor)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_count_once_and_the_k_nearest_are_k_different_contents()
    {
        for (var copy = 0; copy < 12; copy++) Put($"copies/{copy:00}.pic", 1, 1);
        for (var i = 2; i < 8; i++) Put($"{i}.pic", i, i);
        var index = PictureIndex.Load(catalog, descriptor);
        var hits = index.Search([1, 0, 0, 0], null, new SearchRequest(3));
        Assert.Equal([(1, "00.pic", 11), (2, "2.pic", 0), (3, "3.pic", 0)], hits.Select(hit => (hit.Rank, Path.GetFileName(hit.Path), hit.Copies)));
        var all = index.Search([1, 0, 0, 0], null, new SearchRequest(3) { Copies = true });
        Assert.Equal([.. Enumerable.Repeat(1, 12), 2, 3], all.Select(hit => hit.Rank));
        Assert.Equal(Enumerable.Range(0, 12).Select(copy => $"{copy:00}.pic"), all.Take(12).Select(hit => Path.GetFileName(hit.Path)));
        Assert.All(all.Take(12), hit => Assert.Equal(11, hit.Copies));
        // The query's own content is left out with all its copies, and does not count.
        Assert.Equal(["2.pic", "3.pic", "4.pic"], index.Search([1, 0, 0, 0], Hash(1), new SearchRequest(3) { Copies = true }).Select(hit => Path.GetFileName(hit.Path)));
    }

    [Fact]
    public void Pictures_without_a_vector_are_counted_each_copy_of_them()
    {
        catalog.SetDescriptor(First with { Name = "second" });
        Put("a.pic", 1, 1, "codes", "second");
        Put("b.pic", 2, 2, "codes");
        Put("c.pic", 3, 3);
        Put("c again.pic", 3, null);
        Put("d.pic", 4, null);
        using var second = new FakeDescriptor("second");
        Assert.Equal(1, PictureIndex.Load(catalog, descriptor).WithoutVector);
        Assert.Equal(4, PictureIndex.Load(catalog, second).WithoutVector);
        Assert.Equal(4, FusedIndex.Load(catalog, [new WeightedDescriptor(descriptor, 1), new WeightedDescriptor(second, 1)]).WithoutVector);
        Assert.Equal(1, FusedIndex.Load(catalog, [new WeightedDescriptor(descriptor, 1), new WeightedDescriptor(second, 0)]).WithoutVector);
    }

    public void Dispose()
    {
        catalog.Dispose();
        descriptor.Dispose();
        folder.Dispose();
    }

    private static ContentHash Hash(int content) => ContentHash.Of(BitConverter.GetBytes(content));

    private void Put(string path, int content, float? value, params string[] descriptors) => Put(catalog, path, content, value, descriptors);

    private static void Put(SqliteCatalog catalog, string path, int content, float? value, params string[] descriptors)
    {
        var batch = new CatalogBatch();
        batch.Put.Add(new CatalogPicture(new PictureKey(catalog.AddRoot("/pictures").Id, path), Hash(content), 1, DateTime.UnixEpoch));
        if (value is { } number)
            batch.Vectors.AddRange((descriptors.Length == 0 ? ["codes"] : descriptors).Select(name => new CatalogVector(name, Hash(content), new float[] { number, 0, 0, 0 })));
        catalog.Apply(batch);
    }

    /// <summary>A catalog that lets others do something between two things that are read of it.</summary>
    private sealed class BetweenReads(ICatalog inner) : ICatalog
    {
        public Action BeforeVectors { get; set; } = () => { };

        public Action AfterVector { get; set; } = () => { };

        public int VectorsRead { get; private set; }

        public int Repeats { get; init; } = 1;

        public T Snapshot<T>(Func<T> read) => inner.Snapshot(read);

        public IReadOnlyList<CatalogRoot> Roots() => inner.Roots();

        public CatalogRoot AddRoot(string path) => inner.AddRoot(path);

        public CatalogRoot AddRoot(string path, IReadOnlyList<InnerRoot> dissolved) => inner.AddRoot(path, dissolved);

        public IReadOnlyList<CatalogPicture> Pictures() => inner.Pictures();

        public IReadOnlyList<RejectedPicture> Rejected() => inner.Rejected();

        public IReadOnlyList<CatalogDescriptor> Descriptors() => inner.Descriptors();

        public void SetDescriptor(CatalogDescriptor described) => inner.SetDescriptor(described);

        public IReadOnlyList<ContentHash> Described(string name) => inner.Described(name);

        public long CountVectors(string name) => inner.CountVectors(name);

        public void ReadVectors(CatalogDescriptor described, VectorReceiver receive)
        {
            BeforeVectors();
            inner.ReadVectors(described, (content, vector) =>
            {
                for (var i = 0; i < Repeats; i++) receive(content, vector);
                VectorsRead++;
                AfterVector();
            });
        }

        public int ConvertVectors(CatalogDescriptor from, CatalogDescriptor to, VectorConverter convert) => inner.ConvertVectors(from, to, convert);

        public CatalogClusters? Clusters(string name) => inner.Clusters(name);

        public void SetClusters(CatalogClusters clusters) => inner.SetClusters(clusters);

        public void Apply(CatalogBatch batch) => inner.Apply(batch);

        public int RemoveUnusedContents() => inner.RemoveUnusedContents();

        public CatalogTotals Totals() => inner.Totals();

        public void Dispose() => inner.Dispose();
    }
}
