namespace Likeness.Catalog;

/// <summary>Single questions to a catalog, and single changes of it.</summary>
internal static class CatalogExtensions
{
    /// <summary>Reads something from one state of a catalog.</summary>
    public static async Task<T> LookAsync<T>(this ICatalog catalog, Func<ICatalogReader, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        var reader = await catalog.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false)) return await read(reader).ConfigureAwait(false);
    }

    /// <summary>All generations.</summary>
    public static Task<IReadOnlyList<CatalogGeneration>> GenerationsAsync(this ICatalog catalog, CancellationToken cancellationToken) =>
        catalog.LookAsync(reader => reader.GenerationsAsync(cancellationToken), cancellationToken);

    /// <summary>The descriptors of the current generations, by name.</summary>
    public static async Task<IReadOnlyList<CatalogDescriptor>> DescriptorsAsync(this ICatalogReader reader, CancellationToken cancellationToken)
    {
        var generations = await reader.GenerationsAsync(cancellationToken).ConfigureAwait(false);
        return [.. generations.Where(generation => generation.IsCurrent).Select(generation => generation.Descriptor)];
    }

    /// <summary>Makes changes in one transaction.</summary>
    public static async Task ChangeAsync(this ICatalog catalog, Func<ICatalogWriter, ValueTask> change, CancellationToken cancellationToken)
    {
        var writer = await catalog.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await change(writer).ConfigureAwait(false);
            await writer.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
