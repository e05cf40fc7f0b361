using System.Diagnostics;

namespace Likeness.Testing;

/// <summary>A file system in memory with room for a few megabytes, for tests that fill a disk.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SmallDisk(int megabytes)
    {
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder.Path) == 0) return;
        folder.Dispose();
        throw new InvalidOperationException("No small disk can be mounted here.");
    }

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? Unavailable { get; } = Probe();

    public string Path => folder.Path;

    public void Dispose()
    {
        Run("umount", folder.Path);
        folder.Dispose();
    }

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux()) return "skipped: a small disk is mounted on Linux only";
        if (!Environment.IsPrivilegedProcess) return "skipped: mounting a small disk needs root";
        try
        {
            using var disk = new SmallDisk(1);
            return null;
        }
        catch (InvalidOperationException)
        {
            return "skipped: mounting is not allowed here";
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
