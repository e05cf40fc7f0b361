using System.Globalization;
using System.Runtime.InteropServices;

namespace Likeness.Library;

/// <summary>
/// What descriptors were before something replaced them (a training, another network, other post-processing). As long as the vectors in use were
/// made by them, searches need them: the library's folder <c>descriptors/kept</c> has them, a folder for each time, laid out as a library. The
/// files are the former ones themselves, by another name, where the file system can do that; else copies.
/// </summary>
internal static partial class KeptDescriptors
{
    /// <summary>
    /// Keeps the descriptors as they are now, unless that has been done: to be called before anything of them is replaced. Where there are no
    /// files yet, that is kept too: a model changes the size at which colors are looked at.
    /// </summary>
    public static void Keep(LibraryLayout layout, TimeProvider time)
    {
        var files = Files(layout).ToList();
        if (All(layout).FirstOrDefault() is { } last && IsSame(files, layout, last)) return;
        var folder = Path.Join(Root(layout), time.GetUtcNow().ToString("yyyyMMddHHmmssfffffff", CultureInfo.InvariantCulture));
        var unfinished = folder + ".tmp";
        Directory.CreateDirectory(unfinished);
        foreach (var file in files)
        {
            var copy = Path.Join(unfinished, Path.GetRelativePath(layout.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (!TryLink(file, copy)) File.Copy(file, copy, overwrite: true);
        }

        Directory.Move(unfinished, folder);
    }

    /// <summary>All that are kept, the newest first.</summary>
    public static IEnumerable<LibraryLayout> All(LibraryLayout layout) => !Directory.Exists(Root(layout)) ? [] :
        Directory.GetDirectories(Root(layout)).Where(folder => !folder.EndsWith(".tmp", StringComparison.Ordinal))
            .OrderDescending(StringComparer.Ordinal).Select(folder => new LibraryLayout(folder));

    /// <summary>Gives all up: what is in use was made by the descriptors as they are.</summary>
    public static void Clear(LibraryLayout layout)
    {
        if (Directory.Exists(Root(layout))) Directory.Delete(Root(layout), recursive: true);
    }

    private static string Root(LibraryLayout layout) => Path.Join(layout.Descriptors, "kept");

    private static IEnumerable<string> Files(LibraryLayout layout)
    {
        if (File.Exists(layout.Model)) yield return layout.Model;
        if (!Directory.Exists(layout.Descriptors)) yield break;
        foreach (var file in Directory.EnumerateFiles(layout.Descriptors)) yield return file;
    }

    private static bool IsSame(List<string> files, LibraryLayout layout, LibraryLayout kept) => Files(kept).ToList().Count == files.Count && files.TrueForAll(file =>
    {
        var (now, then) = (new FileInfo(file), new FileInfo(Path.Join(kept.Folder, Path.GetRelativePath(layout.Folder, file))));
        return then.Exists && now.Length == then.Length && now.LastWriteTimeUtc == then.LastWriteTimeUtc;
    });

    private static bool TryLink(string file, string name)
    {
        try
        {
            return OperatingSystem.IsWindows() ? CreateHardLink(name, file, 0) : Link(file, name) == 0;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string file, string name);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string name, string file, nint security);
}
