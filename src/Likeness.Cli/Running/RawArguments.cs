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

    /// <summary>
    /// The same arguments, those that lost bytes escaped. A path as it was printed, where more is escaped (<see cref="Imaging.Printable"/>),
    /// becomes the one that the scanner finds: otherwise the library would hold the picture under both.
    /// </summary>
    public static string[] Restore(string[] args)
    {
        if (!OperatingSystem.IsLinux()) return args;
        var lost = Array.Exists(args, argument => argument.Contains(Lost)) && File.Exists(Source);
        return Array.ConvertAll(lost ? Restore(args, File.ReadAllBytes(Source)) : args, Plain);
    }

    internal static string Plain(string argument) =>
        argument.Contains(@"\x", StringComparison.Ordinal) ? EscapedPath.FromBytes(EscapedPath.ToBytes(argument).AsSpan()[..^1]) : argument;

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
