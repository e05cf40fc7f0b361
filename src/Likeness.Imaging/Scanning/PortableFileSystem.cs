using Microsoft.Win32.SafeHandles;

namespace Likeness.Imaging.Scanning;

/// <summary>File system access by .NET alone, for systems whose file names are always Unicode.</summary>
internal sealed class PortableFileSystem : IFileSystem
{
    public FileStatus GetStatus(string path) => Guard(() =>
    {
        FileSystemInfo named = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        var target = named.ResolveLinkTarget(returnFinalTarget: true) ?? named;
        if (!target.Exists)
            throw new IOException(named.LinkTarget is null ? "no such file or folder" : $"the link leads nowhere: {Printable.Line(target.FullName)}");
        var identity = new FileIdentity(0, 0, ResolveParents(target.FullName));
        if (target is DirectoryInfo)
            return new FileStatus(FileKind.Folder, identity, 0, DateTime.MinValue, null, DateTime.MinValue);
        var kind = target.Attributes.HasFlag(FileAttributes.Device) ? FileKind.Other : FileKind.File;
        var (modified, made) = (TimeOf(() => target.LastWriteTimeUtc), TimeOf(() => target.CreationTimeUtc));
        return new FileStatus(kind, identity, ((FileInfo)target).Length, modified ?? DateTime.MinValue, modified is null ? null : made, modified ?? DateTime.MinValue);
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
        if (!Directory.Exists(path))
            File.OpenHandle(path).Dispose();
        return true;
    });

    public SafeFileHandle Open(string path) => Guard(() => File.OpenHandle(path, options: FileOptions.SequentialScan));

    // A link above the target would give the same folder a second name, and a loop a new name each round.
    private static string ResolveParents(string path)
    {
        var parent = Path.GetDirectoryName(path);
        if (parent is null)
            return path;
        var resolved = ResolveParents(parent);
        var here = new DirectoryInfo(Path.Combine(resolved, Path.GetFileName(path)));
        return here.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? here.FullName;
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
