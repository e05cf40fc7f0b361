using System.Diagnostics;

namespace Likeness.Testing;

/// <summary>
/// A folder seen through a place where nothing can be written, not even by root: a read-only mount of it. Who is not root gets the folder itself without the right to
/// write, until the end.
/// </summary>
public sealed class ReadOnlyFolder : IDisposable
{
    private readonly TemporaryFolder? mountPoint;

    public ReadOnlyFolder(string folder)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Path = folder;
            Run("chmod", "-R", "a-w", folder);
            return;
        }

        mountPoint = new TemporaryFolder();
        Path = mountPoint.Path;
        if (Run("mount", "--bind", folder, Path) == 0 && Run("mount", "-o", "remount,ro,bind", Path) == 0) return;
        Dispose();
        throw new InvalidOperationException("No read-only place can be mounted here.");
    }

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? Unavailable { get; } = Probe();

    /// <summary>Where it can be read.</summary>
    public string Path { get; }

    public void Dispose()
    {
        if (mountPoint is null)
        {
            Run("chmod", "-R", "u+w", Path);
            return;
        }

        Run("umount", Path);
        mountPoint.Dispose();
    }

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux()) return "skipped: a read-only place is made on Linux only";
        try
        {
            using var folder = new TemporaryFolder();
            using var place = new ReadOnlyFolder(folder.Path);
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
