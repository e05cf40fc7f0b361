namespace Likeness.Indexing;

/// <summary>
/// What the scan could not look at. A picture below is not gone only because its folder could not be read this time: a drive may be
/// unplugged, a permission missing.
/// </summary>
internal sealed class UnseenFolders(IEnumerable<SkippedPicture> skipped)
{
    private readonly HashSet<string> paths = [.. skipped.Select(entry => entry.Path)];

    /// <summary>Whether the file, or a folder above it, was skipped.</summary>
    public bool Hide(string fullPath)
    {
        if (paths.Count == 0) return false;
        for (var path = fullPath; !string.IsNullOrEmpty(path); path = Path.GetDirectoryName(path))
        {
            if (paths.Contains(path)) return true;
        }
        return false;
    }
}
