using System.Runtime.InteropServices;

namespace Likeness.Catalog.Sqlite;

/// <summary>
/// Makes the SQLite that comes with the program call its own functions. libvips brings the system's SQLite into the process (a loader module needs it)
/// with its names visible to all; on Linux the bundled one would then call into that one half the time, and crash. Opened first, and with its
/// own names preferred, it does not.
/// </summary>
internal static partial class BundledSqlite
{
    private const int BindNow = 0x2;
    private const int PreferOwnNames = 0x8;

    private static readonly Lazy<bool> Opened = new(Open);

    /// <summary>Call before the first connection. Where the file is not found, the usual search will find it or say so.</summary>
    public static void Prepare() => _ = Opened.Value;

    private static bool Open()
    {
        if (!OperatingSystem.IsLinux()) return false;
        var folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var folder in folders.Append(AppContext.BaseDirectory))
        {
            var path = Path.Join(folder, "libe_sqlite3.so");
            if (File.Exists(path)) return OpenLibrary(path, BindNow | PreferOwnNames) != 0;
        }

        return false;
    }

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenLibrary(string path, int flags);
}
