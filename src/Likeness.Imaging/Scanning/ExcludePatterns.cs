using System.IO.Enumeration;

namespace Likeness.Imaging.Scanning;

/// <summary><see cref="ScanRules.Exclude"/>, ready to be compared with paths.</summary>
internal sealed class ExcludePatterns
{
    private const string AnyFolders = "**";

    private static readonly bool IgnoresCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    private readonly List<string[]> patterns = [];

    /// <exception cref="WrongSettingsException">A pattern names nothing.</exception>
    public ExcludePatterns(IEnumerable<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            // A backslash is part of a name, except where it parts folders: the comparison below would take it for an escape.
            var path = OperatingSystem.IsWindows() ? pattern.Replace('\\', '/') : pattern.Replace(@"\", @"\\");
            var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0)
                throw new WrongSettingsException(
                    $"the pattern '{pattern}' names nothing to exclude; give a name such as private or *.gif, or a path such as 2019/raw");
            this.patterns.Add(path.TrimEnd('/').Contains('/') ? parts : [AnyFolders, .. parts]);
        }
    }

    /// <summary>Whether a file or folder is left out by itself; what lies in a folder is not asked about once the folder is.</summary>
    /// <param name="relativePath">Below what is scanned, with <c>/</c> between its parts.</param>
    public bool Match(string relativePath)
    {
        if (patterns.Count == 0) return false;
        var parts = relativePath.Split('/');
        return patterns.Exists(pattern => Match(pattern, parts));
    }

    private static bool Match(ReadOnlySpan<string> pattern, ReadOnlySpan<string> parts)
    {
        if (pattern.IsEmpty) return parts.IsEmpty;
        if (pattern[0] == AnyFolders && Match(pattern[1..], parts)) return true;
        if (parts.IsEmpty) return false;
        return pattern[0] == AnyFolders
            ? Match(pattern, parts[1..])
            : FileSystemName.MatchesSimpleExpression(pattern[0], parts[0], IgnoresCase) && Match(pattern[1..], parts[1..]);
    }
}
