using Likeness.Catalog;
using Likeness.Imaging.Decoding;

namespace Likeness.Testing.Catalogs;

/// <summary>Single questions to a catalog and single changes of it, as tests like them: each by a reader or a writer of its own.</summary>
public static class CatalogShortcuts
{
    public static async Task<T> LookAsync<T>(this ICatalog catalog, Func<ICatalogReader, ValueTask<T>> read)
    {
        await using var reader = await catalog.ReadAsync();
        return await read(reader);
    }

    public static async Task<T> ChangeAsync<T>(this ICatalog catalog, Func<ICatalogWriter, ValueTask<T>> change)
    {
        await using var writer = await catalog.WriteAsync();
        var result = await change(writer);
        await writer.CommitAsync();
        return result;
    }

    public static Task ChangeAsync(this ICatalog catalog, Func<ICatalogWriter, ValueTask> change) => catalog.ChangeAsync(async writer =>
    {
        await change(writer);
        return true;
    });

    public static Task<long> VersionAsync(this ICatalog catalog) => catalog.LookAsync(reader => ValueTask.FromResult(reader.Version));

    public static Task<IReadOnlyList<CatalogRoot>> RootsAsync(this ICatalog catalog) => catalog.LookAsync(reader => reader.RootsAsync());

    public static Task<List<CatalogPicture>> PicturesAsync(this ICatalog catalog) =>
        catalog.LookAsync(reader => reader.PicturesAsync().ToListAsync());

    public static Task<List<RejectedPicture>> RejectedAsync(this ICatalog catalog) =>
        catalog.LookAsync(reader => reader.RejectedAsync().ToListAsync());

    public static Task<CatalogTotals> TotalsAsync(this ICatalog catalog) => catalog.LookAsync(reader => reader.TotalsAsync());

    public static Task<IReadOnlyList<CatalogGeneration>> GenerationsAsync(this ICatalog catalog) =>
        catalog.LookAsync(reader => reader.GenerationsAsync());

    /// <summary>The descriptors of the current generations.</summary>
    public static async Task<List<CatalogDescriptor>> DescriptorsAsync(this ICatalog catalog) =>
        [.. (await catalog.GenerationsAsync()).Where(generation => generation.IsCurrent).Select(generation => generation.Descriptor)];

    public static Task<List<ContentHash>> DescribedAsync(this ICatalog catalog, CatalogDescriptor descriptor) =>
        catalog.LookAsync(reader => reader.DescribedAsync(descriptor).ToListAsync());

    /// <summary>The contents that the current generation of a name has described.</summary>
    public static async Task<List<ContentHash>> DescribedAsync(this ICatalog catalog, string name) =>
        await catalog.DescribedAsync(await catalog.CurrentAsync(name));

    public static Task<long> CountVectorsAsync(this ICatalog catalog, CatalogDescriptor descriptor) =>
        catalog.LookAsync(reader => reader.CountVectorsAsync(descriptor));

    public static Task<List<(ContentHash Content, float[] Vector)>> VectorsAsync(this ICatalog catalog, CatalogDescriptor descriptor) =>
        catalog.LookAsync(reader => reader.AllVectorsAsync(descriptor));

    /// <summary>The vectors of the current generation of a name.</summary>
    public static async Task<List<(ContentHash Content, float[] Vector)>> VectorsAsync(this ICatalog catalog, string name) =>
        await catalog.VectorsAsync(await catalog.CurrentAsync(name));

    /// <summary>All pages of vectors, each vector by itself.</summary>
    public static async ValueTask<List<(ContentHash Content, float[] Vector)>> AllVectorsAsync(
        this ICatalogReader reader, CatalogDescriptor descriptor)
    {
        var vectors = new List<(ContentHash, float[])>();
        await foreach (var page in reader.VectorsAsync(descriptor))
        {
            Assert.NotEmpty(page.Contents);
            Assert.Equal(page.Contents.Count * page.Dimensions, page.Values.Length);
            for (var i = 0; i < page.Contents.Count; i++) vectors.Add((page.Contents[i], page[i].ToArray()));
        }

        return vectors;
    }

    public static Task<CatalogClusters?> ClustersAsync(this ICatalog catalog, CatalogDescriptor descriptor) =>
        catalog.LookAsync(reader => reader.ClustersAsync(descriptor));

    public static Task<IReadOnlyList<CatalogNeighbor>> NearestAsync(this ICatalog catalog, CatalogQuery query) =>
        catalog.LookAsync(reader => reader.NearestAsync(query));

    public static Task<CatalogRoot> AddRootAsync(this ICatalog catalog, string path, params InnerRoot[] inner) =>
        catalog.ChangeAsync(writer => writer.AddRootAsync(path, inner));

    public static Task<CatalogGeneration> BeginAsync(this ICatalog catalog, CatalogDescriptor descriptor) =>
        catalog.ChangeAsync(writer => writer.BeginGenerationAsync(descriptor));

    public static Task PublishAsync(this ICatalog catalog, CatalogDescriptor descriptor) =>
        catalog.ChangeAsync(writer => writer.PublishAsync(descriptor));

    /// <summary>Begins a generation and makes it the current one, whatever was there before.</summary>
    public static Task UseAsync(this ICatalog catalog, CatalogDescriptor descriptor) => catalog.ChangeAsync(async writer =>
    {
        await writer.BeginGenerationAsync(descriptor);
        await writer.PublishAsync(descriptor);
    });

    public static Task SetClustersAsync(this ICatalog catalog, CatalogClusters clusters) =>
        catalog.ChangeAsync(writer => writer.SetClustersAsync(clusters));

    public static Task<int> RemoveUnusedContentsAsync(this ICatalog catalog) =>
        catalog.ChangeAsync(writer => writer.RemoveUnusedContentsAsync());

    public static Task ApplyAsync(this ICatalog catalog, Action<CatalogBatch> fill)
    {
        var batch = new CatalogBatch();
        fill(batch);
        return catalog.ChangeAsync(writer => writer.ApplyAsync(batch));
    }

    private static async Task<CatalogDescriptor> CurrentAsync(this ICatalog catalog, string name) =>
        (await catalog.DescriptorsAsync()).Single(descriptor => descriptor.Name == name);
}
