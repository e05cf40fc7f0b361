using Likeness.Catalog;
using Likeness.Catalog.Sqlite;
using Likeness.Search;
using Likeness.Ranking;
using Likeness.Testing;
using Likeness.Testing.Catalogs;

namespace Likeness.Tests.Catalog;

/// <summary>Catalogs with bytes flipped, cut and spliced, drawn by a seed: each is read or refused, by one of the exceptions that a person can mend.</summary>
public sealed class CatalogMutationTests : IDisposable
{
    private const int Few = 200;
    private const int Many = 10_000;

    private static readonly CatalogDescriptor Codes = new("codes", "f1", 4, Metric.Euclidean);

    private readonly TemporaryFolder folder = new();

    private string File => folder["catalog.db"];

    [Fact]
    public Task A_changed_catalog_is_read_or_refused() => MutateAsync(seed: 1, withLog: false);

    [Fact]
    public Task A_catalog_with_a_changed_log_is_read_or_refused() => MutateAsync(seed: 2, withLog: true);

    public void Dispose() => folder.Dispose();

    private static int Trials => Environment.GetEnvironmentVariable("LIKENESS_HEAVY") == "1" ? Many / 2 : Few;

    private async Task MutateAsync(int seed, bool withLog)
    {
        var (whole, log) = await MakeAsync();
        var random = new Random(seed);
        var (read, refused) = (0, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            foreach (var beside in (string[])["-wal", "-shm"]) System.IO.File.Delete(File + beside);
            System.IO.File.WriteAllBytes(File, withLog && trial % 2 == 0 ? whole : Mutated(whole, random));
            if (withLog) System.IO.File.WriteAllBytes(File + "-wal", Mutated(log, random));
            try
            {
                await ReadEverythingAsync();
                read++;
            }
            catch (LikenessException failure)
            {
                Assert.NotEmpty(failure.Message); // any other exception fails the test
                refused++;
            }
        }

        Assert.InRange(read, 1, Trials - 1);
        Assert.InRange(refused, 1, Trials - 1);
    }

    private static byte[] Mutated(byte[] whole, Random random)
    {
        var bytes = whole.ToArray();
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Length > 1; changes--)
        {
            // Half of the changes hit the beginnings of pages, where most of the structure is.
            var at = random.Next(2) == 0 ? random.Next(bytes.Length) : Math.Min(bytes.Length - 1, random.Next(bytes.Length / 4096 + 1) * 4096 + random.Next(120));
            var length = Math.Min(bytes.Length - at, random.Next(1, 300));
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    random.NextBytes(bytes.AsSpan(at, length));
                    break;
                case 2:
                    bytes.AsSpan(at, length).Fill(random.Next(2) == 0 ? (byte)0 : (byte)0xFF);
                    break;
                case 3:
                    bytes.AsSpan(random.Next(bytes.Length - length), length).ToArray().CopyTo(bytes, at);
                    break;
                default:
                    bytes = random.Next(2) == 0 ? bytes[..at] : [.. bytes[..at], .. bytes[(at + length)..]];
                    break;
            }
        }

        return bytes;
    }

    /// <summary>A catalog, and a log with which another half of its pictures comes.</summary>
    private async Task<(byte[] Whole, byte[] Log)> MakeAsync()
    {
        await using (var catalog = SqliteCatalog.Open(File))
        {
            await catalog.BeginAsync(Codes);
            await FillAsync(catalog, 0, 60);
            await catalog.SetClustersAsync(new CatalogClusters(Codes, new float[8], "given"));
            await catalog.BeginAsync(Codes with { Fingerprint = "f2" });
        }

        var whole = System.IO.File.ReadAllBytes(File);
        await using var writer = SqliteCatalog.Open(File);
        await FillAsync(writer, 60, 120);
        return (whole, System.IO.File.ReadAllBytes(File + "-wal"));
    }

    private static async Task FillAsync(SqliteCatalog catalog, int from, int to)
    {
        var root = await catalog.AddRootAsync("/pictures");
        await catalog.ApplyAsync(batch =>
        {
            for (var i = from; i < to; i++)
            {
                var content = ContentHash.Of(BitConverter.GetBytes(i));
                batch.Put.Add(new CatalogPicture(new PictureKey(root.Id, $"folder/picture {i}.jpg"), content, i, DateTime.UnixEpoch));
                batch.Reject.Add(new RejectedPicture(new PictureKey(root.Id, $"bad {i}.jpg"), i, DateTime.UnixEpoch, "r", "no picture"));
                batch.Vectors.Add(new CatalogVector(Codes, content, new float[] { i, 1, 2, 3 }));
            }
        });
    }

    private async Task ReadEverythingAsync()
    {
        await using (var catalog = SqliteCatalog.OpenForReading(File))
        {
            await using var reader = await catalog.ReadAsync();
            await reader.RootsAsync();
            await reader.RejectedAsync().ToListAsync();
            await reader.TotalsAsync();
            await reader.IsOneFolderAsync();
            foreach (var (descriptor, _) in await reader.GenerationsAsync())
            {
                await reader.DescribedAsync(descriptor).ToListAsync();
                await reader.CountVectorsAsync(descriptor);
                await reader.ClustersAsync(descriptor);
                await reader.VectorsAsync(descriptor).ToListAsync();
                await reader.SampleAsync(descriptor, 30);
                await reader.CountWithoutVectorAsync([descriptor]);
            }

            var pictures = await PicturePaths.ReadPicturesAsync(reader, CancellationToken.None);
            await reader.PicturesOfAsync([.. pictures.Take(5).Select(picture => picture.Content)]);
            if ((await reader.GenerationsAsync()).Any(generation => generation.Descriptor == Codes))
            {
                var query = new CatalogQuery([new(Codes, new float[] { 1, 1, 2, 3 })], 5);
                await reader.NearestAsync(query);
                await reader.NearestAsync(query with { Filter = new CatalogFilter { Label = "folder" } });
            }
        }

        await using var written = SqliteCatalog.Open(File);
        await written.TotalsAsync();
        await written.AddRootAsync("/new");
    }
}
