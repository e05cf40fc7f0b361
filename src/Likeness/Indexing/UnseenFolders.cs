namespace Likeness.Indexing;

/// <summary>
/// What the scan could not look at, or could not see anything in. A picture below is not gone only because its folder could not be read
/// this time:
/// a drive may be unplugged, a permission missing.
/// </summary>
internal sealed class UnseenFolders(IEnumerable<string> paths)
{
    private readonly HashSet<string> paths = [.. paths];

    /// <summary>Which of them hides a file: the file itself, or a folder above it; null if none does.</summary>
    public string? Above(string fullPath)
    {
        if (paths.Count == 0) return null;
        for (var path = fullPath; !string.IsNullOrEmpty(path); path = Path.GetDirectoryName(path))
        {
            if (paths.Contains(path)) return path;
        }
        return null;
    }
}
