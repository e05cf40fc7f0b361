using Likeness.Catalog;

namespace Likeness.Indexing;

/// <summary>
/// What an index run has to do: the difference between the scan and the catalog. It holds a few hundred bytes per picture of the
/// library, and no pixels.
/// </summary>
internal sealed class IndexPlan
{
    private readonly Dictionary<ContentHash, Stack<PictureKey>> vanished = [];

    public IndexPlan(ScanResult scan, ICatalog catalog, RootMap roots, DescribedContents described, string readerVersion)
    {
        var known = catalog.Pictures().ToDictionary(picture => picture.Key);
        var rejected = catalog.Rejected().ToDictionary(picture => picture.Key);
        Skipped = [.. scan.Skipped];
        var found = new HashSet<PictureKey>(scan.Files.Count);
        foreach (var file in scan.Files)
        {
            var key = roots.KeyOf(file);
            if (!found.Add(key)) continue;
            if (rejected.TryGetValue(key, out var rejection) && rejection.IsStill(file) && rejection.Reader == readerVersion)
            {
                Skipped.Add(new SkippedPicture(file.FullPath, rejection.Reason));
                continue;
            }
            Add(new IndexJob(key, file, file.FullPath, known.GetValueOrDefault(key), rejection is not null), described);
        }
        Found = found.Count;
        var unseen = new UnseenFolders(scan.Skipped);
        foreach (var picture in known.Values.Where(picture => !found.Contains(picture.Key)).OrderByDescending(picture => picture.Key.Path, StringComparer.Ordinal))
        {
            var fullPath = roots.FullPathOf(picture.Key);
            if (roots.Covers(picture.Key) && !unseen.Hide(fullPath)) AddVanished(picture);
            else if (roots.Covers(picture.Key)) Unchanged++;
            else if (!described.IsComplete(picture.Content))
                Jobs.Add(new IndexJob(picture.Key, null, fullPath, picture, IsRejected: false));
        }
        VanishedRejections = [.. rejected.Keys.Where(key => !found.Contains(key) && roots.Covers(key) && !unseen.Hide(roots.FullPathOf(key)))];
    }

    /// <summary>Files that the scan found.</summary>
    public int Found { get; }

    /// <summary>Pictures that need no work.</summary>
    public int Unchanged { get; private set; }

    public List<IndexJob> Jobs { get; } = [];

    public List<SkippedPicture> Skipped { get; }

    public IReadOnlyList<PictureKey> VanishedRejections { get; }

    /// <summary>Pictures that are gone and whose content has not turned up anywhere else.</summary>
    public IEnumerable<PictureKey> Vanished => vanished.Values.SelectMany(keys => keys);

    /// <summary>If a vanished picture had this content: that picture, which is then no longer counted as vanished.</summary>
    public bool TryTakeVanished(ContentHash content, out PictureKey key)
    {
        key = default;
        return vanished.TryGetValue(content, out var keys) && keys.TryPop(out key);
    }

    private void Add(IndexJob job, DescribedContents described)
    {
        if (job.LooksUnchanged && described.IsComplete(job.Known!.Content)) Unchanged++;
        else Jobs.Add(job);
    }

    private void AddVanished(CatalogPicture picture)
    {
        if (!vanished.TryGetValue(picture.Content, out var keys)) vanished.Add(picture.Content, keys = new Stack<PictureKey>(1));
        keys.Push(picture.Key);
    }
}
