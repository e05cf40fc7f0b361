namespace Likeness.Imaging.Scanning;

/// <summary>Chooses the file system access of the system that runs.</summary>
internal static class FileSystem
{
    public static IFileSystem Current { get; } = OperatingSystem.IsLinux() ? new LinuxFileSystem() : new PortableFileSystem();
}
