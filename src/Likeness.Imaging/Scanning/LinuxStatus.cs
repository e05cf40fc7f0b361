using System.Runtime.InteropServices;

namespace Likeness.Imaging.Scanning;

/// <summary>The parts of struct statx that are used; its layout is the same on every processor, which struct stat's is not.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct LinuxStatus
{
    /// <summary>S_IFMT.</summary>
    public const ushort TypeMask = 0xF000;

    /// <summary>S_IFREG.</summary>
    public const ushort RegularFile = 0x8000;

    /// <summary>S_IFDIR.</summary>
    public const ushort Directory = 0x4000;

    /// <summary>S_IFLNK.</summary>
    public const ushort SymbolicLink = 0xA000;

    [FieldOffset(28)] public ushort Mode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public ulong Size;
    [FieldOffset(96)] public long ChangedSeconds;
    [FieldOffset(104)] public uint ChangedNanoseconds;
    [FieldOffset(112)] public long ModifiedSeconds;
    [FieldOffset(120)] public uint ModifiedNanoseconds;
    [FieldOffset(136)] public uint DeviceMajor;
    [FieldOffset(140)] public uint DeviceMinor;
}
