using Microsoft.Win32.SafeHandles;

namespace Likeness.Cli.Running;

/// <summary>
/// A program that is started with standard output or error closed gets their numbers for the first files that it opens, and what it prints
/// would be written into those. The numbers are taken up by something that cannot be written to.
/// </summary>
internal static class StandardHandles
{
    private const string Nothing = "/dev/null";
    private const nint LastStandardHandle = 2;

    private static readonly List<SafeFileHandle> Kept = [];

    /// <summary>Call first of all.</summary>
    public static void Keep()
    {
        if (OperatingSystem.IsWindows() || !File.Exists(Nothing)) return;
        while (true)
        {
            var handle = File.OpenHandle(Nothing, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (handle.DangerousGetHandle() > LastStandardHandle)
            {
                handle.Dispose();
                return;
            }

            Kept.Add(handle);
        }
    }
}
