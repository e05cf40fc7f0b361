namespace Likeness.Imaging.Scanning;

/// <summary>Which file or folder a path leads to: device and inode where the system has them, else the resolved path.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, string? ResolvedPath);
