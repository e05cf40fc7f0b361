using Likeness.Catalog;
using Likeness.Library;

namespace Likeness;

/// <summary>A library that was made for a run which failed.</summary>
internal static class NewLibrary
{
    /// <summary>
    /// Takes it away again, unless there is something in it that is worth keeping, or somebody else works with it by now.
    /// </summary>
    public static async Task RemoveIfEmptyAsync(LibraryLayout layout, ICatalogFactory catalogs)
    {
        try
        {
            using (LibraryLock.Take(layout))
            {
                string[] own = [layout.Lock, layout.TrainingLock, layout.Catalog, layout.Catalog + "-wal", layout.Catalog + "-shm"];
                var files = Directory.EnumerateFiles(layout.Folder, "*", SearchOption.AllDirectories);
                if (files.Any(file => !own.Contains(file)) || await HoldsPicturesAsync(layout, catalogs).ConfigureAwait(false)) return;
                catalogs.Delete(layout);
                // A folder that is not empty stays, and the library with it.
                foreach (var folder in Directory.GetDirectories(layout.Folder)) Directory.Delete(folder);
                File.Delete(layout.Lock);
                File.Delete(layout.TrainingLock);
            }

            Directory.Delete(layout.Folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LikenessException)
        {
            // Only why the run failed is of interest; an empty folder does no harm.
        }
    }

    private static async Task<bool> HoldsPicturesAsync(LibraryLayout layout, ICatalogFactory catalogs)
    {
        if (!catalogs.Exists(layout)) return false;
        var catalog = catalogs.Open(layout);
        await using (catalog.ConfigureAwait(false))
        {
            var reader = await catalog.ReadAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false)) return await reader.TotalsAsync().ConfigureAwait(false) is { Pictures: > 0 } or { Rejected: > 0 };
        }
    }
}
