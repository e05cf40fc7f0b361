using Likeness.Catalog;

namespace Likeness.Indexing;

/// <summary>
/// What an index run has to do: the difference between the scan and the catalog. It holds a few hundred bytes per picture of the
/// library, and no pixels.
/// </summary>
internal sealed class IndexPlan
{
    private readonly MissingPictures vanished = new();
    private readonly MissingPictures kept = new();
    private readonly Dictionary<string, int> keptIn = new(StringComparer.Ordinal);
    private readonly Dictionary<PictureKey, string> keptBelow = [];
    private readonly Dictionary<long, int> leftInLost;
    private readonly Dictionary<ContentHash, List<(PictureKey Key, string Path)>> elsewhere = [];

    private IndexPlan(
        ScanResult scan, Dictionary<PictureKey, CatalogPicture> known, Dictionary<PictureKey, RejectedPicture> rejected, RootMap roots,
        DescribedContents described, string readerVersion, bool again)
    {
        leftInLost = roots.Lost.ToDictionary(root => root, _ => 0);
        Skipped = [.. scan.Skipped];
        var found = new HashSet<PictureKey>(scan.Files.Count);
        foreach (var file in scan.Files)
        {
            var key = roots.KeyOf(file);
            // A file that a link leads to is in the library by its own path, if a root holds that.
            if (file.IsLinked && roots.RealKeyOf(file) is { } real && real != key && known.ContainsKey(real)) continue;
            if (!found.Add(key)) continue;
            if (rejected.TryGetValue(key, out var rejection) && !again && rejection.IsStill(file) && rejection.Reader == readerVersion)
            {
                Skipped.Add(new SkippedPicture(file.FullPath, rejection.Reason));
                continue;
            }
            Add(new IndexJob(key, file, file.FullPath, known.GetValueOrDefault(key), rejection is not null, again), described);
        }
        Found = found.Count;
        var unreadable = new UnseenFolders(scan.Skipped.Select(skipped => skipped.Path));
        var empty = new UnseenFolders(scan.EmptyFolders);
        foreach (var picture in known.Values.Where(picture => !found.Contains(picture.Key)).OrderByDescending(picture => picture.Key.Path, StringComparer.Ordinal))
        {
            var fullPath = roots.FullPathOf(picture.Key);
            if (!roots.Covers(picture.Key)) AddElsewhere(picture, fullPath, roots, described);
            else if (unreadable.Above(fullPath) is not null) Unchanged++;
            else if (empty.Above(fullPath) is { } folder) AddKept(picture, folder);
            else vanished.Add(picture);
        }
        VanishedRejections =
        [
            .. rejected.Keys.Where(key => !found.Contains(key) && roots.Covers(key)
                && (unreadable.Above(roots.FullPathOf(key)) ?? empty.Above(roots.FullPathOf(key))) is null),
        ];
    }

    /// <summary>Compares a scan with what a catalog knows.</summary>
    public static async Task<IndexPlan> MakeAsync(
        ScanResult scan, ICatalogReader catalog, RootMap roots, DescribedContents described, string readerVersion, bool again,
        CancellationToken cancellationToken)
    {
        var known = await catalog.PicturesAsync(cancellationToken).ToDictionaryAsync(picture => picture.Key, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        var rejected = await catalog.RejectedAsync(cancellationToken).ToDictionaryAsync(picture => picture.Key, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return new IndexPlan(scan, known, rejected, roots, described, readerVersion, again);
    }

    /// <summary>Files that the scan found.</summary>
    public int Found { get; }

    /// <summary>Pictures that need no work.</summary>
    public int Unchanged { get; private set; }

    public List<IndexJob> Jobs { get; } = [];

    public List<SkippedPicture> Skipped { get; }

    public IReadOnlyList<PictureKey> VanishedRejections { get; }

    /// <summary>Pictures that are gone and whose content has not turned up anywhere else.</summary>
    public IEnumerable<PictureKey> Vanished => vanished.Keys;

    /// <summary>
    /// Folders that hold nothing, and what the library keeps of them because its content has not turned up anywhere else.
    /// </summary>
    public IEnumerable<KeptFolder> Kept => keptIn.Where(folder => folder.Value > 0)
        .Select(folder => new KeptFolder(folder.Key, folder.Value)).OrderBy(folder => folder.Path, StringComparer.Ordinal);

    /// <summary>Roots that are not there any more, and of which all pictures have turned up elsewhere.</summary>
    public IEnumerable<long> LeftRoots => leftInLost.Where(root => root.Value == 0).Select(root => root.Key);

    /// <summary>
    /// If a picture that was not found had this content: that picture, which is then no longer counted as missing. First of those that are
    /// gone; then of
    /// those whose folder is empty, or whose root is not there: a drive may have moved, with all that is on it.
    /// </summary>
    public bool TryTakeMissing(ContentHash content, out PictureKey key)
    {
        if (vanished.TryTake(content, out key)) return true;
        if (!kept.TryTake(content, out key)) return false;
        if (keptBelow.TryGetValue(key, out var folder)) keptIn[folder]--;
        else leftInLost[key.Root]--;
        return true;
    }

    /// <summary>
    /// Whether a new picture is a file that the library knows by a path through a link, from a root that was not scanned: that path, which
    /// is to be forgotten.
    /// </summary>
    public bool TryTakeLinked(PictureFile? file, ContentHash content, FolderPlaces places, out PictureKey key)
    {
        key = default;
        if (file is null || file.IsLinked || !elsewhere.TryGetValue(content, out var candidates)) return false;
        var path = places.RealPath(file.FullPath);
        var same = path is null ? -1 : candidates.FindIndex(candidate => places.RealPath(candidate.Path) == path);
        if (same < 0) return false;
        key = candidates[same].Key;
        candidates.RemoveAt(same);
        return true;
    }

    private void Add(IndexJob job, DescribedContents described)
    {
        if (job.LooksUnchanged && described.IsComplete(job.Known!.Content)) Unchanged++;
        else Jobs.Add(job);
    }

    private void AddKept(CatalogPicture picture, string folder)
    {
        kept.Add(picture);
        keptBelow[picture.Key] = folder;
        keptIn[folder] = keptIn.GetValueOrDefault(folder) + 1;
    }

    private void AddElsewhere(CatalogPicture picture, string fullPath, RootMap roots, DescribedContents described)
    {
        if (roots.Lost.Contains(picture.Key.Root))
        {
            kept.Add(picture);
            leftInLost[picture.Key.Root]++;
            return;
        }
        if (!elsewhere.TryGetValue(picture.Content, out var paths))
            elsewhere.Add(picture.Content, paths = new List<(PictureKey, string)>(1));
        paths.Add((picture.Key, fullPath));
        if (!described.IsComplete(picture.Content)) Jobs.Add(new IndexJob(picture.Key, null, fullPath, picture, IsRejected: false));
    }

    /// <summary>Pictures by content, to be taken as they are found in other places.</summary>
    private sealed class MissingPictures
    {
        private readonly Dictionary<ContentHash, Stack<PictureKey>> keysOf = [];

        public IEnumerable<PictureKey> Keys => keysOf.SelectMany(content => content.Value);

        public void Add(CatalogPicture picture)
        {
            if (!keysOf.TryGetValue(picture.Content, out var keys)) keysOf.Add(picture.Content, keys = new Stack<PictureKey>(1));
            keys.Push(picture.Key);
        }

        public bool TryTake(ContentHash content, out PictureKey key)
        {
            key = default;
            return keysOf.TryGetValue(content, out var keys) && keys.TryPop(out key);
        }
    }
}

/// <summary>A file that needs a look.</summary>
/// <param name="Key">Where it is in the catalog.</param>
/// <param name="File">As scanned; null for a picture outside what was scanned, which only has to be described.</param>
/// <param name="FullPath">Where it is on disk.</param>
/// <param name="Known">What the catalog has at this key.</param>
/// <param name="Again">Whether it is to be read and described whatever is known of it.</param>
/// <param name="IsRejected">Whether the catalog remembers a rejection at this key.</param>
internal sealed record IndexJob(
    PictureKey Key, PictureFile? File, string FullPath, CatalogPicture? Known, bool IsRejected, bool Again = false)
{
    /// <summary>Whether the system says that the content is the known one; then it is read only if it has to be described anew.</summary>
    public bool LooksUnchanged { get; } = !Again && Known is not null && (File is null || Known.IsStill(File));

    /// <summary>The picture with a content.</summary>
    public CatalogPicture With(ContentHash content) => File is { } file
        ? new CatalogPicture(Key, content, file.Size, file.ModifiedUtc) { Changed = file.Changed }
        : Known! with { Content = content };

    /// <summary>The rejection of the file.</summary>
    public RejectedPicture Refused(string reader, string reason) => File is { } file
        ? new RejectedPicture(Key, file.Size, file.ModifiedUtc, reader, reason) { Changed = file.Changed }
        : new RejectedPicture(Key, Known!.Size, Known.Modified, reader, reason) { Changed = Known.Changed };
}

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
