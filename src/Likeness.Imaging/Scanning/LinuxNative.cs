using System.Runtime.InteropServices;

namespace Likeness.Imaging.Scanning;

/// <summary>The functions of the C library that <see cref="LinuxFileSystem"/> needs; values are those of 64-bit Linux.</summary>
internal static unsafe partial class LinuxNative
{
    private const string Library = "libc";

    /// <summary>AT_FDCWD.</summary>
    public const int CurrentFolder = -100;

    /// <summary>AT_SYMLINK_NOFOLLOW.</summary>
    public const int NoFollow = 0x100;

    /// <summary>STATX_BASIC_STATS.</summary>
    public const uint BasicStatus = 0x7ff;

    /// <summary>R_OK.</summary>
    public const int Read = 4;

    /// <summary>AT_EACCESS: ask for the user as whom files would be opened.</summary>
    public const int AsEffectiveUser = 0x200;

    /// <summary>O_RDONLY, O_CLOEXEC and O_NONBLOCK (which regular files ignore, and which keeps a pipe from blocking).</summary>
    public const int ReadOnlyCloseOnExecNonBlocking = 0x80000 | 0x800;

    /// <summary>PATH_MAX, a zero at the end included.</summary>
    public const int LongestPath = 4096;

    /// <summary>DT_UNKNOWN.</summary>
    public const byte TypeUnknown = 0;

    /// <summary>DT_LNK.</summary>
    public const byte TypeLink = 10;

    /// <summary>Where struct dirent holds d_type: after two 64-bit numbers and a 16-bit one.</summary>
    public const int EntryTypeOffset = 18;

    /// <summary>Where struct dirent holds d_name.</summary>
    public const int EntryNameOffset = 19;

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true)]
    public static partial int Statx(int folder, byte* path, int flags, uint mask, out LinuxStatus status);

    [LibraryImport(Library, EntryPoint = "opendir", SetLastError = true)]
    public static partial nint OpenDirectory(byte* path);

    [LibraryImport(Library, EntryPoint = "readdir", SetLastError = true)]
    public static partial byte* ReadDirectory(nint directory);

    [LibraryImport(Library, EntryPoint = "closedir")]
    public static partial int CloseDirectory(nint directory);

    [LibraryImport(Library, EntryPoint = "faccessat", SetLastError = true)]
    public static partial int Access(int folder, byte* path, int mode, int flags);

    [LibraryImport(Library, EntryPoint = "realpath", SetLastError = true)]
    public static partial byte* RealPath(byte* path, byte* resolved);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true)]
    public static partial int Open(byte* path, int flags);
}
