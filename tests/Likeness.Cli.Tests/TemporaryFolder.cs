using System.Diagnostics;

namespace Likeness.Cli.Tests;

/// <summary>A folder that goes away with the test. Its name has a blank and an umlaut, because people's folders do.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Directory.CreateDirectory(FullPath);

    public string FullPath { get; } = Path.Combine(Path.GetTempPath(), $"likeness tést {Guid.NewGuid():N}");

    public string this[string name] => Path.Combine(FullPath, name);

    public void Dispose()
    {
        if (!OperatingSystem.IsLinux())
        {
            Directory.Delete(FullPath, recursive: true);
            return;
        }

        // The runtime cannot delete files whose names are no UTF-8, and some tests make such.
        using var remove = Process.Start("rm", ["-rf", "--", FullPath]);
        remove.WaitForExit();
    }
}
