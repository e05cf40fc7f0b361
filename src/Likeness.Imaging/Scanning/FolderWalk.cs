namespace Likeness.Imaging.Scanning;

/// <summary>One walk over some roots: everything real first, then what links lead to, each file and folder once.</summary>
internal sealed class FolderWalk(IFileSystem system, TimeProvider time, CancellationToken cancellationToken)
{
    private readonly DateTime started = time.GetUtcNow().UtcDateTime;
    private readonly record struct Place(string Root, string RelativePath, string FullPath);

    private readonly Stack<Place> folders = new();
    private readonly Queue<Place> links = new();
    private readonly HashSet<FileIdentity> seenFolders = [];
    private readonly HashSet<FileIdentity> seenFiles = [];
    private readonly List<PictureFile> files = [];
    private readonly List<SkippedPicture> skipped = [];

    /// <summary>Lists what is really in a folder; links wait for <see cref="Finish"/>.</summary>
    public void AddFolder(string root, string relativePath, string fullPath, in FileStatus status)
    {
        if (!seenFolders.Add(status.Identity))
            return;
        folders.Push(new Place(root, relativePath, fullPath));
        while (folders.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ListFolder(folder);
        }
    }

    /// <summary>Adds a file that was named or reached; once, however many links lead to it.</summary>
    public void AddFile(string root, string relativePath, string fullPath, in FileStatus status)
    {
        if (seenFiles.Add(status.Identity))
            files.Add(PictureOf(new Place(root, relativePath, fullPath), status));
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
                AddFolder(link.Root, link.RelativePath, link.FullPath, status);
            else
                AddPicture(link, status, isLink: true);
        }
        files.Sort((a, b) => string.CompareOrdinal(a.FullPath, b.FullPath));
        skipped.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return new ScanResult(files, skipped);
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
        // Sorted, so that which of several links to the same folder is followed does not depend on the file system.
        entries.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        foreach (var entry in entries)
        {
            if (entry.Name[0] == '.')
                continue;
            var place = new Place(
                folder.Root,
                folder.RelativePath.Length == 0 ? entry.Name : $"{folder.RelativePath}/{entry.Name}",
                Path.Join(folder.FullPath, entry.Name));
            if (entry.IsLink)
                links.Enqueue(place);
            else
                AddEntry(place);
        }
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
            return;
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

    private PictureFile PictureOf(Place place, in FileStatus status) => new(place.Root, place.RelativePath, place.FullPath, status.Size, status.ModifiedUtc)
    {
        Changed = FileTime.IsTooRecent(status.LastChange, started) ? null : status.Changed,
    };

    private FileStatus? TryStatus(Place place)
    {
        try
        {
            return system.GetStatus(place.FullPath);
        }
        catch (IOException failure)
        {
            skipped.Add(new SkippedPicture(place.FullPath, $"the file or link leads nowhere: {failure.Message}"));
            return null;
        }
    }
}
