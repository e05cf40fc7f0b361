using Likeness.Catalog;

namespace Likeness.Indexing;

/// <summary>
/// Which root of the catalog each path belongs to. A folder inside a known root is seen as a part of that root, and a folder that
/// contains known roots takes them over: so no file is ever in the library twice, however its folders are named on the command line.
/// What lies where is asked of the file system (<see cref="FolderPlaces"/>), because a folder has many paths. Roots that turn out to lie in
/// each other, as in libraries of versions that compared paths only, become one.
/// </summary>
internal sealed class RootMap
{
    /// <summary>A folder that is a root already, or was named and may become one.</summary>
    private sealed record Folder(string Path, CatalogRoot? Known, bool Exists);

    private readonly FolderPlaces places;
    private readonly Dictionary<string, (long Root, string Prefix)> placeOf = new(StringComparer.Ordinal);
    private readonly Dictionary<long, CatalogRoot> roots;
    private readonly HashSet<PictureKey> files = [];
    private readonly HashSet<PictureKey> folders = []; // with a prefix in place of a path
    private readonly HashSet<long> lost;

    private RootMap(FolderPlaces places, IReadOnlyCollection<CatalogRoot> roots, IEnumerable<long> lost)
    {
        this.places = places;
        this.roots = roots.ToDictionary(root => root.Id);
        this.lost = [.. lost];
    }

    /// <summary>Finds the place of every folder of a scan, and makes one root of those that turn out to lie in each other.</summary>
    public static async Task<RootMap> MakeAsync(ICatalogWriter catalog, ScanResult scan, FolderPlaces places, CancellationToken cancellationToken)
    {
        var named = scan.Roots.Select(FolderOf).Distinct(StringComparer.Ordinal);
        var known = await catalog.RootsAsync(cancellationToken).ConfigureAwait(false);
        var all = known.Select(root => new Folder(root.Path, root, places.Exists(root.Path)))
            .OrderByDescending(folder => folder.Exists).Concat(named.Select(path => new Folder(path, null, Exists: true))).ToArray();
        var placed = Array.ConvertAll(all, folder => Place(folder, all, places));
        var outermost = new Dictionary<Folder, CatalogRoot>();
        foreach (var group in placed.GroupBy(place => place.Outermost))
        {
            InnerRoot[] inner = [.. group.Where(place => place.Folder.Known is not null && place.Folder != group.Key)
                .Select(place => new InnerRoot(place.Folder.Known!, place.Prefix))];
            outermost[group.Key] = group.Key.Known is { } root && inner.Length == 0
                ? root
                : await catalog.AddRootAsync(group.Key.Path, inner, cancellationToken).ConfigureAwait(false);
        }

        var map = new RootMap(places, outermost.Values, outermost.Where(pair => !pair.Key.Exists).Select(pair => pair.Value.Id));
        foreach (var place in placed) map.placeOf[place.Folder.Path] = (outermost[place.Outermost].Id, place.Prefix);
        foreach (var root in scan.Roots)
        {
            var (id, prefix) = map.placeOf[FolderOf(root)];
            if (root.IsFile) map.files.Add(new PictureKey(id, prefix + Path.GetFileName(root.Path)));
            else map.folders.Add(new PictureKey(id, prefix));
        }

        return map;
    }

    /// <summary>
    /// Roots whose folders are not there at the moment: gone for good, on a drive that is elsewhere now, or on one that is not connected.
    /// </summary>
    public IReadOnlySet<long> Lost => lost;

    /// <summary>Where a picture that the scan found is in the catalog.</summary>
    public PictureKey KeyOf(PictureFile file) => placeOf.TryGetValue(file.Root, out var place)
        ? new PictureKey(place.Root, place.Prefix + file.RelativePath)
        : throw new ArgumentException($"The scan found '{file.FullPath}' below '{file.Root}', which was not asked for.", nameof(file));

    /// <summary>
    /// Where in the catalog a picture would be that was reached by a link, if it lay in a root by its real path too; null if it does not.
    /// </summary>
    public PictureKey? RealKeyOf(PictureFile file)
    {
        if (places.RealPath(file.FullPath) is not { } real) return null;
        foreach (var root in roots.Values)
        {
            if (places.RealPath(root.Path) is { } folder && PathText.Below(folder, real) is { } below)
                return new PictureKey(root.Id, below.TrimEnd('/'));
        }
        return null;
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

    public string FullPathOf(PictureKey key) => PathText.Join(roots[key.Root].Path, key.Path);

    private static string FolderOf(ScanRoot root) => root.IsFile ? Path.GetDirectoryName(root.Path)! : root.Path;

    private static (Folder Folder, Folder Outermost, string Prefix) Place(Folder folder, Folder[] all, FolderPlaces places)
    {
        var (outermost, prefix) = (folder, "");
        for (var steps = 0; steps < all.Length && OuterOf(outermost, all, places) is { } outer; steps++)
            (outermost, prefix) = (outer, places.Below(outer.Path, outermost.Path) + prefix);
        return (folder, outermost, prefix);
    }

    // Of several paths of one folder, and of two that lie in each other through links, the first counts: a root that exists, as it was
    // named first.
    private static Folder? OuterOf(Folder folder, Folder[] all, FolderPlaces places)
    {
        var own = Array.IndexOf(all, folder);
        for (var i = 0; i < all.Length; i++)
        {
            if (i == own || places.Below(all[i].Path, folder.Path) is not { } prefix) continue;
            if (i < own || (prefix.Length > 0 && places.Below(folder.Path, all[i].Path) is null)) return all[i];
        }
        return null;
    }
}
