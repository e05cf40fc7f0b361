using Likeness.Imaging.Scanning;

namespace Likeness.Cli.Running;

/// <summary>
/// The command line's arguments without loss. The runtime decodes them as UTF-8 and puts U+FFFD where a file's name is not; on Linux the
/// bytes are still to be had, and become escaped paths (<see cref="EscapedPath"/>), which the scanner and the reader understand.
/// </summary>
internal static class RawArguments
{
    private const string Source = "/proc/self/cmdline";
    private const char Lost = '\uFFFD';

    /// <summary>The same arguments, those that lost bytes escaped.</summary>
    public static string[] Restore(string[] args) =>
        OperatingSystem.IsLinux() && Array.Exists(args, argument => argument.Contains(Lost)) && File.Exists(Source)
            ? Restore(args, File.ReadAllBytes(Source))
            : args;

    /// <param name="args">As the runtime decoded them.</param>
    /// <param name="line">The whole command line, a zero after each argument: what started the program first, then its arguments.</param>
    internal static string[] Restore(string[] args, ReadOnlySpan<byte> line)
    {
        var restored = (string[])args.Clone();
        for (var i = args.Length - 1; i >= 0 && line.Length > 0; i--)
        {
            line = line[..^1];
            var start = line.LastIndexOf((byte)0) + 1;
            if (args[i].Contains(Lost))
                restored[i] = EscapedPath.FromBytes(line[start..]);
            line = line[..start];
        }

        return restored;
    }
}
