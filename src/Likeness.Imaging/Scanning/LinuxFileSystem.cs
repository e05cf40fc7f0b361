using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Likeness.Imaging.Scanning;

/// <summary>
/// File system access through libc. File names on Linux are bytes; .NET's strings cannot carry those that are not UTF-8, so names
/// are read, escaped (<see cref="EscapedPath"/>) and handed back as bytes here. Device and inode come with the same call.
/// </summary>
internal sealed unsafe class LinuxFileSystem : IFileSystem
{
    public FileStatus GetStatus(string path)
    {
        var status = Status(EscapedPath.ToBytes(path), follow: true);
        var kind = (status.Mode & LinuxStatus.TypeMask) switch
        {
            LinuxStatus.RegularFile => FileKind.File,
            LinuxStatus.Directory => FileKind.Folder,
            _ => FileKind.Other,
        };
        var modified = FileTime.FromUnix(status.ModifiedSeconds, status.ModifiedNanoseconds);
        // No program sets the time of change, so it alone says when the file changed last. Inodes would add nothing: a file that takes
        // another's place changes by being renamed. They would even be wrong: many mounts (FAT, FUSE) number their files anew each time.
        // Where the file system has none (0), the time of writing is all there is.
        var changed = status.ChangedSeconds == 0 ? modified : FileTime.FromUnix(status.ChangedSeconds, status.ChangedNanoseconds);
        return new FileStatus(kind, IdentityOf(status), (long)Math.Min(status.Size, long.MaxValue), modified, changed, changed);
    }

    public FileIdentity Identify(string path) => IdentityOf(Status(EscapedPath.ToBytes(path), follow: true));

    public string RealPath(string path)
    {
        var resolved = stackalloc byte[LinuxNative.LongestPath];
        fixed (byte* name = EscapedPath.ToBytes(path))
        {
            return LinuxNative.RealPath(name, resolved) is not null
                ? EscapedPath.FromBytes(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(resolved))
                : throw LastError();
        }
    }

    public List<FolderEntry> List(string folder)
    {
        var folderBytes = EscapedPath.ToBytes(folder);
        nint directory;
        fixed (byte* name = folderBytes)
            directory = LinuxNative.OpenDirectory(name);
        if (directory == 0)
            throw LastError();
        try
        {
            var entries = new List<FolderEntry>();
            while (Next(directory, out var name, out var type))
            {
                if (name is [(byte)'.'] or [(byte)'.', (byte)'.'])
                    continue;
                var link = type == LinuxNative.TypeLink || (type == LinuxNative.TypeUnknown && IsLink(folderBytes, name));
                entries.Add(new FolderEntry(EscapedPath.FromBytes(name), link));
            }
            return entries;
        }
        finally
        {
            _ = LinuxNative.CloseDirectory(directory); // fails only on a handle that is not open
        }
    }

    public void CheckReadable(string path)
    {
        fixed (byte* name = EscapedPath.ToBytes(path))
        {
            if (LinuxNative.Access(LinuxNative.CurrentFolder, name, LinuxNative.Read, LinuxNative.AsEffectiveUser) != 0)
                throw LastError();
        }
    }

    public SafeFileHandle Open(string path)
    {
        fixed (byte* name = EscapedPath.ToBytes(path))
        {
            var file = LinuxNative.Open(name, LinuxNative.ReadOnlyCloseOnExecNonBlocking);
            return file >= 0 ? new SafeFileHandle(file, ownsHandle: true) : throw LastError();
        }
    }

    private static bool Next(nint directory, out ReadOnlySpan<byte> name, out byte type)
    {
        Marshal.SetLastSystemError(0);
        var entry = LinuxNative.ReadDirectory(directory);
        if (entry == null)
        {
            if (Marshal.GetLastPInvokeError() != 0)
                throw LastError();
            name = default;
            type = LinuxNative.TypeUnknown;
            return false;
        }
        type = entry[LinuxNative.EntryTypeOffset];
        name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + LinuxNative.EntryNameOffset);
        return true;
    }

    // Some file systems do not say the type of an entry while listing.
    private static bool IsLink(byte[] folder, ReadOnlySpan<byte> name)
    {
        byte[] path = [.. folder.AsSpan(0, folder.Length - 1), (byte)'/', .. name, 0];
        return (Status(path, follow: false).Mode & LinuxStatus.TypeMask) == LinuxStatus.SymbolicLink;
    }

    private static FileIdentity IdentityOf(in LinuxStatus status) =>
        new(((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode, null);

    private static LinuxStatus Status(byte[] path, bool follow)
    {
        fixed (byte* name = path)
        {
            var flags = follow ? 0 : LinuxNative.NoFollow;
            return LinuxNative.Statx(LinuxNative.CurrentFolder, name, flags, LinuxNative.BasicStatus, out var status) == 0
                ? status
                : throw LastError();
        }
    }

    private static IOException LastError()
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException(Scarcity.Of(error) ?? Marshal.GetPInvokeErrorMessage(error), error);
    }
}
