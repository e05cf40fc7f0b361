namespace Likeness.Imaging.Scanning;

/// <summary>One walk over some roots: everything real first, then what links lead to, each file and folder once.</summary>
internal sealed class FolderWalk(IFileSystem system, ScanRules rules, TimeProvider time, CancellationToken cancellationToken)
{
    private readonly record struct Place(string Root, string RelativePath, string FullPath, bool IsLinked);

    private readonly DateTime started = time.GetUtcNow().UtcDateTime;
    private readonly ExcludePatterns excluded = new(rules.Exclude);
    private readonly LeftOutCounter leftOut = new();
    private readonly Stack<Place> folders = new();
    private readonly Queue<Place> links = new();
    private readonly HashSet<FileIdentity> seenFolders = [];
    private readonly HashSet<FileIdentity> seenFiles = [];
    private readonly List<ScanRoot> roots = [];
    private readonly List<PictureFile> files = [];
    private readonly List<SkippedPicture> skipped = [];
    private readonly List<string> empty = [];

    /// <summary>Lists what is really in a folder that was named; links wait for <see cref="Finish"/>.</summary>
    public void AddFolder(string path, in FileStatus status)
    {
        roots.Add(new ScanRoot(path, IsFile: false));
        EnterFolder(new Place(path, "", path, IsLinked: false), status);
    }

    /// <summary>Adds a file that was named; once, however many links lead to it.</summary>
    public void AddFile(string path, in FileStatus status)
    {
        roots.Add(new ScanRoot(path, IsFile: true));
        if (seenFiles.Add(status.Identity))
            files.Add(PictureOf(new Place(Path.GetDirectoryName(path)!, Path.GetFileName(path), path, IsLinked: false), status));
    }

    /// <summary>Follows the links and returns everything in order.</summary>
    public ScanResult Finish()
    {
        while (links.TryDequeue(out var link))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryStatus(link) is not { } status)
                continue;
            if (status.Kind == FileKind.Folder)
                EnterFolder(link, status);
            else
                AddPicture(link, status, isLink: true);
        }
        files.Sort((a, b) => string.CompareOrdinal(a.FullPath, b.FullPath));
        skipped.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        empty.Sort(string.CompareOrdinal);
        return new ScanResult(files, skipped) { Roots = roots, EmptyFolders = empty, LeftOut = leftOut.Total() };
    }

    private void EnterFolder(Place place, in FileStatus status)
    {
        if (!seenFolders.Add(status.Identity))
            return;
        folders.Push(place);
        while (folders.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ListFolder(folder);
        }
    }

    private void ListFolder(Place folder)
    {
        List<FolderEntry> entries;
        try
        {
            entries = system.List(folder.FullPath);
        }
        catch (IOException failure)
        {
            skipped.Add(new SkippedPicture(folder.FullPath, $"the folder cannot be read: {failure.Message}"));
            return;
        }
        if (entries.Count == 0)
            empty.Add(folder.FullPath);
        // Sorted, so that which of several links to the same folder is followed does not depend on the file system.
        entries.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        var isLibrary = entries.Exists(entry => MachineFolders.MarksLibrary(entry.Name));
        foreach (var entry in entries)
        {
            var place = new Place(
                folder.Root,
                folder.RelativePath.Length == 0 ? entry.Name : $"{folder.RelativePath}/{entry.Name}",
                Path.Join(folder.FullPath, entry.Name),
                folder.IsLinked || entry.IsLink);
            if (IsLeftOut(place, entry.Name, isLibrary))
                continue;
            if (entry.IsLink)
                links.Enqueue(place);
            else
                AddEntry(place);
        }
    }

    private bool IsLeftOut(Place place, string name, bool besideLibrary)
    {
        if (name.StartsWith("._", StringComparison.Ordinal))
            return true; // what macOS knows of the file without the dots; there is one for each
        if (excluded.Match(place.RelativePath))
            leftOut.AddExcluded();
        else if ((MachineFolders.Match(name) || (besideLibrary && MachineFolders.IsDrawnByLibrary(name))) && IsFolder(place))
            leftOut.AddMachineFolder(name);
        else if (name[0] == '.' && !rules.IncludeHidden)
            leftOut.AddHidden();
        else
            return false;
        return true;
    }

    private void AddEntry(Place place)
    {
        if (TryStatus(place) is not { } status)
            return;
        if (status.Kind != FileKind.Folder)
            AddPicture(place, status, isLink: false);
        else if (seenFolders.Add(status.Identity))
            folders.Push(place);
    }

    private void AddPicture(Place place, in FileStatus status, bool isLink)
    {
        if (!PictureExtensions.Match(place.FullPath))
        {
            leftOut.AddFile(place.RelativePath);
            return;
        }
        if (status.Kind == FileKind.Other)
        {
            skipped.Add(new SkippedPicture(place.FullPath, "neither a file nor a folder (a pipe, socket or device)"));
            return;
        }
        try
        {
            system.CheckReadable(place.FullPath);
        }
        catch (IOException failure)
        {
            skipped.Add(new SkippedPicture(place.FullPath, $"the file cannot be read: {failure.Message}"));
            return;
        }
        if (seenFiles.Add(status.Identity) || !isLink)
            files.Add(PictureOf(place, status));
    }

    private PictureFile PictureOf(Place place, in FileStatus status) =>
        new(place.Root, place.RelativePath, place.FullPath, status.Size, status.ModifiedUtc)
        {
            Changed = FileTime.IsTooRecent(status.LastChange, started) ? null : status.Changed,
            IsLinked = place.IsLinked,
        };

    private bool IsFolder(Place place)
    {
        try
        {
            return system.GetStatus(place.FullPath).Kind == FileKind.Folder;
        }
        catch (IOException)
        {
            return false; // said of it where it is looked at
        }
    }

    private FileStatus? TryStatus(Place place)
    {
        try
        {
            return system.GetStatus(place.FullPath);
        }
        catch (IOException failure)
        {
            var what = place.IsLinked ? "the link leads nowhere" : "the file or folder cannot be looked at";
            skipped.Add(new SkippedPicture(place.FullPath, $"{what}: {failure.Message}"));
            return null;
        }
    }
}
