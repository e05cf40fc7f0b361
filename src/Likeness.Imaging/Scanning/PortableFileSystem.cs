using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Likeness.Imaging.Scanning;

/// <summary>File system access by .NET alone, for systems whose file names are always Unicode.</summary>
internal sealed class PortableFileSystem : IFileSystem
{
    private const int MostLinks = 40;

    private static readonly EnumerationOptions EveryEntry = new() { AttributesToSkip = FileAttributes.None };

    public FileStatus GetStatus(string path) => Guard(() =>
    {
        FileSystemInfo named = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        var target = named.ResolveLinkTarget(returnFinalTarget: true) ?? named;
        if (!target.Exists)
            throw new IOException(named.LinkTarget is null ? "no such file or folder" : $"the link leads nowhere: {Printable.Line(target.FullName)}");
        var identity = new FileIdentity(0, 0, ResolveLinks(target.FullName, MostLinks));
        if (target is DirectoryInfo)
            return new FileStatus(FileKind.Folder, identity, 0, DateTime.MinValue, null, DateTime.MinValue);
        var kind = target.Attributes.HasFlag(FileAttributes.Device) ? FileKind.Other : FileKind.File;
        var (modified, made) = (TimeOf(() => target.LastWriteTimeUtc), TimeOf(() => target.CreationTimeUtc));
        var (size, known) = (((FileInfo)target).Length, modified ?? DateTime.MinValue);
        return new FileStatus(kind, identity, size, known, modified is null ? null : made, known);
    });

    public FileIdentity Identify(string path) => new(0, 0, RealPath(path));

    public string RealPath(string path) => Guard(() =>
    {
        // Part by part, because a .. behind a link leads above what the link leads to; only Windows takes it off the text.
        var full = OperatingSystem.IsWindows() ? Path.GetFullPath(path) : Path.Combine(Environment.CurrentDirectory, path);
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar))
        {
            real = part switch
            {
                "" or "." => real,
                ".." => Path.GetDirectoryName(real) ?? real,
                _ => ResolveLinks(Path.Combine(real, part), MostLinks),
            };
        }
        return Path.Exists(real) ? TrueNames(real) : throw new IOException("no such file or folder");
    });

    public List<FolderEntry> List(string folder) => Guard(() =>
    {
        var entries = new List<FolderEntry>();
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            entries.Add(new FolderEntry(entry.Name, entry.LinkTarget is not null));
        return entries;
    });

    public void CheckReadable(string path) => Guard(() =>
    {
        if (!Directory.Exists(path) && !IsWithoutLength(path))
            File.OpenHandle(path).Dispose();
        return true;
    });

    public SafeFileHandle Open(string path) => Guard(() => !IsWithoutLength(path)
        ? File.OpenHandle(path, options: FileOptions.SequentialScan)
        : throw new IOException("it is empty, or no file but a pipe, socket or device"));

    // .NET does not tell a pipe from a file, and opening one waits until somebody writes to it.
    private static bool IsWithoutLength(string path) => new FileInfo(path) is { Exists: true, Length: 0 };

    // A link above the target would give the same folder a second name, and a loop a new name each round.
    private static string ResolveLinks(string path, int most)
    {
        if (Path.GetDirectoryName(path) is not { } parent) return path;
        var here = new DirectoryInfo(Path.Combine(ResolveLinks(parent, most), Path.GetFileName(path)));
        if (here.LinkTarget is null || here.ResolveLinkTarget(returnFinalTarget: true) is not { } target) return here.FullName;
        return most > 0 ? ResolveLinks(target.FullName, most - 1) : throw new IOException("too many links");
    }

    // Where letters of another case lead to the same file, the name is the one that its folder lists.
    private static string TrueNames(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent) return path;
        var (above, name) = (TrueNames(parent), Path.GetFileName(path));
        string[] names;
        try
        {
            names = [.. Directory.EnumerateFileSystemEntries(above, "*", EveryEntry).Select(entry => Path.GetFileName(entry))];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Path.Combine(above, name); // it can be entered, but not listed
        }
        if (names.Contains(name)) return Path.Combine(above, name);
        var listed = Array.Find(names, other => string.Equals(Folded(other), Folded(name), StringComparison.OrdinalIgnoreCase));
        return Path.Combine(above, listed ?? name);
    }

    private static string Folded(string name)
    {
        try
        {
            return name.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return name; // no valid text, and so written in one way only
        }
    }

    // .NET refuses times that its own type cannot hold.
    private static DateTime? TimeOf(Func<DateTime> time)
    {
        try
        {
            return time();
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static T Guard<T>(Func<T> access)
    {
        try
        {
            return access();
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException("permission denied", refused);
        }
        catch (IOException failure) when (!OperatingSystem.IsWindows() && Scarcity.Of(failure.HResult) is not null)
        {
            throw new IOException(Scarcity.Of(failure.HResult), failure.HResult);
        }
        catch (Exception odd) when (odd is ArgumentException or NotSupportedException)
        {
            throw new IOException(odd.Message.ReplaceLineEndings(" "), odd); // a name or a number that .NET has no room for
        }
    }
}
