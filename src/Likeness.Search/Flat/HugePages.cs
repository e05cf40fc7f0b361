using System.Runtime.InteropServices;

namespace Likeness.Search.Flat;

/// <summary>
/// Asks Linux to back memory with pages of 2 MiB. A scan of a large index touches every page once; with pages of 4 KiB a third of
/// its time goes into address translation. It is advice: where it is refused, the scan is slower and nothing else changes.
/// </summary>
internal static unsafe partial class HugePages
{
    const int MadviseHugePage = 14;
    const nuint PageSize = 2 << 20;

    public static void Advise(void* start, nuint bytes)
    {
        if (!OperatingSystem.IsLinux()) return;
        var first = ((nuint)start + PageSize - 1) & ~(PageSize - 1);
        var end = ((nuint)start + bytes) & ~(PageSize - 1);
        if (end > first) _ = Madvise((void*)first, end - first, MadviseHugePage);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Madvise(void* start, nuint length, int advice);
}
