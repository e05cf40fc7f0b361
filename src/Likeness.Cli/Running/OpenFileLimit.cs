using System.Globalization;

namespace Likeness.Cli.Running;

/// <summary>
/// .NET keeps every assembly and native library open that it has loaded. Where a process may open few files (<c>ulimit -n</c>), loading
/// fails in places and with words that say nothing of it, so the limit is looked at before anything else.
/// </summary>
internal static class OpenFileLimit
{
    /// <summary>How many a command needs; pictures are read a few at a time and add little to it.</summary>
    public const int Least = 128;

    private const string Source = "/proc/self/limits";
    private const string Name = "Max open files";

    /// <summary>What to say if the limit is too low; null if it is not, or cannot be known.</summary>
    public static string? Complaint() => File.Exists(Source) ? Complaint(File.ReadAllText(Source)) : null;

    /// <param name="limits">The kernel's table: a line for each limit, its name, what holds now, and what it may be raised to.</param>
    internal static string? Complaint(string limits)
    {
        var line = Array.Find(limits.Split('\n'), line => line.StartsWith(Name, StringComparison.Ordinal));
        var columns = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (columns is not [var now, ..] || !int.TryParse(now, CultureInfo.InvariantCulture, out var most) || most >= Least) return null;
        return $"this process may open {most} files at a time, and needs {Least}; raise the limit (ulimit -n {Least}, or LimitNOFILE of a service) and run the command again";
    }
}
