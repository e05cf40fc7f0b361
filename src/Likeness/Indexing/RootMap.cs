using Likeness.Catalog;

namespace Likeness.Indexing;

/// <summary>
/// Which root of the catalog each path belongs to. A folder inside a known root is seen as a part of that root, and a folder that
/// contains known roots takes them over: so no file is ever in the library twice, however its folders are named on the command line.
/// </summary>
internal sealed class RootMap
{
    private readonly Dictionary<string, (long Root, string Prefix)> rootOf = new(PathComparer);
    private readonly Dictionary<long, string> pathOf = [];
    private readonly HashSet<PictureKey> files = [];
    private readonly HashSet<PictureKey> folders = []; // with a prefix in place of a path

    public RootMap(ICatalog catalog, IEnumerable<string> paths, ScanResult scan)
    {
        // Not all can be seen with File.Exists: names that are not UTF-8 are escaped, and only the scan knows how to reach them.
        var scanned = scan.Files.Select(file => file.FullPath).ToHashSet(PathComparer);
        var named = paths.Select(PathText.Normalise).Distinct(PathComparer)
            .Select(path => scanned.Contains(path) || File.Exists(path) ? (Folder: PathText.Normalise(Path.GetDirectoryName(path)!), File: Path.GetFileName(path)!) : (Folder: path, File: ""));
        foreach (var (folder, file) in named.OrderBy(name => name.Folder.Length)) // so that a folder is claimed before those inside it
        {
            var (root, prefix) = Claim(catalog, folder);
            (file.Length > 0 ? files : folders).Add(new PictureKey(root, prefix + file));
        }
        foreach (var root in catalog.Roots()) pathOf[root.Id] = root.Path;
    }

    private static StringComparer PathComparer => OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    public PictureKey KeyOf(PictureFile file)
    {
        if (!rootOf.TryGetValue(file.Root, out var place))
        {
            var folder = PathText.Normalise(file.Root);
            if (!rootOf.TryGetValue(folder, out place))
                throw new ArgumentException($"The scan found '{file.FullPath}' below '{file.Root}', which was not asked for.", nameof(file));
            rootOf.Add(file.Root, place);
        }
        return new PictureKey(place.Root, place.Prefix + file.RelativePath);
    }

    /// <summary>Whether the picture would have been found by this run if it were still there.</summary>
    public bool Covers(PictureKey key)
    {
        if (files.Contains(key)) return true;
        foreach (var folder in folders)
        {
            if (folder.Root == key.Root && key.Path.StartsWith(folder.Path, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    public string FullPathOf(PictureKey key) => PathText.Join(pathOf[key.Root], key.Path);

    private (long Root, string Prefix) Claim(ICatalog catalog, string folder)
    {
        if (rootOf.TryGetValue(folder, out var known)) return known;
        foreach (var root in catalog.Roots())
        {
            if (PathText.Below(root.Path, folder) is { } prefix) return rootOf[folder] = (root.Id, prefix);
        }
        var outer = catalog.AddRoot(folder);
        foreach (var inner in catalog.Roots())
        {
            if (inner.Id != outer.Id && PathText.Below(folder, inner.Path) is { } prefix) catalog.MergeRoot(inner, outer, prefix);
        }
        return rootOf[folder] = (outer.Id, "");
    }
}
