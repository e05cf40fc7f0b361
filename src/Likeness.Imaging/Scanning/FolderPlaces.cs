namespace Likeness.Imaging.Scanning;

/// <summary>
/// Which folder lies in which, whatever their paths are: through links, another mount of the same file system, or in letters of another
/// case a
/// folder has several. Where one of two does not exist (any more), their paths as text decide. What was asked of the system once is
/// remembered.
/// </summary>
public sealed class FolderPlaces
{
    private readonly record struct Step(string Path, FileIdentity? Identity, string Rest);

    private readonly IFileSystem system;
    private readonly Dictionary<string, FileIdentity?> identities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> realPaths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Step[]> ways = new(StringComparer.Ordinal);

    /// <summary>On this system's files.</summary>
    public FolderPlaces() : this(FileSystem.Current)
    {
    }

    internal FolderPlaces(IFileSystem system) => this.system = system;

    private static StringComparison Comparison =>
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>
    /// What leads from a folder to a file or folder in it, with <c>/</c> after each part; empty if they are the same, null if it does not
    /// lie there.
    /// </summary>
    /// <param name="folder">A full path.</param>
    /// <param name="path">A full path.</param>
    public string? Below(string folder, string path)
    {
        var identity = IdentityOf(folder);
        foreach (var step in WayTo(path))
        {
            if (string.Equals(step.Path, folder, Comparison) || (identity is not null && step.Identity == identity)) return step.Rest;
        }
        return null;
    }

    /// <summary>Whether the path leads to something at the moment.</summary>
    public bool Exists(string path) => IdentityOf(path) is not null;

    /// <summary>The path without links; null if it leads nowhere.</summary>
    public string? RealPath(string path)
    {
        if (realPaths.TryGetValue(path, out var known)) return known;
        string? found;
        try
        {
            found = system.RealPath(path);
        }
        catch (IOException)
        {
            found = null;
        }
        return realPaths[path] = found;
    }

    // The folders above a path, as it is written and as it is without links: a folder may lie in another by either.
    private Step[] WayTo(string path)
    {
        if (ways.TryGetValue(path, out var known)) return known;
        var steps = new List<Step>();
        var real = RealPath(path);
        foreach (var end in real is null || real == path ? [path] : new[] { path, real })
        {
            var rest = "";
            for (var at = end; !string.IsNullOrEmpty(at); at = Path.GetDirectoryName(at))
            {
                steps.Add(new Step(at, IdentityOf(at), rest));
                rest = $"{Path.GetFileName(at)}/{rest}";
            }
        }
        return ways[path] = [.. steps];
    }

    private FileIdentity? IdentityOf(string path)
    {
        if (identities.TryGetValue(path, out var known)) return known;
        FileIdentity? found;
        try
        {
            found = system.Identify(path);
        }
        catch (IOException)
        {
            found = null;
        }
        return identities[path] = found;
    }
}
