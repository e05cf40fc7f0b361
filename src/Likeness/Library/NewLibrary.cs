using Likeness.Catalog.Sqlite;

namespace Likeness.Library;

/// <summary>A library that was made for a run which failed.</summary>
internal static class NewLibrary
{
    /// <summary>
    /// Takes it away again, unless there is something in it that is worth keeping, or somebody else works with it by now.
    /// </summary>
    public static void RemoveIfEmpty(LibraryLayout layout)
    {
        try
        {
            using (LibraryLock.Take(layout))
            {
                string[] catalog = [layout.Catalog, layout.Catalog + "-wal", layout.Catalog + "-shm"];
                var files = Directory.EnumerateFiles(layout.Folder, "*", SearchOption.AllDirectories);
                if (files.Any(file => file != layout.Lock && !catalog.Contains(file)) || HoldsPictures(layout)) return;
                foreach (var file in catalog) File.Delete(file);
                // A folder that is not empty stays, and the library with it.
                foreach (var folder in Directory.GetDirectories(layout.Folder)) Directory.Delete(folder);
                File.Delete(layout.Lock);
            }
            Directory.Delete(layout.Folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LikenessException)
        {
            // Only why the run failed is of interest; an empty folder does no harm.
        }
    }

    private static bool HoldsPictures(LibraryLayout layout)
    {
        if (!File.Exists(layout.Catalog)) return false;
        using var catalog = SqliteCatalog.Open(layout.Catalog);
        return catalog.Totals() is { Pictures: > 0 } or { Rejected: > 0 };
    }
}
