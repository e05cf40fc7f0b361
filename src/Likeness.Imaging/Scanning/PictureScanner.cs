namespace Likeness.Imaging.Scanning;

/// <summary>Finds the picture files below folders.</summary>
public static class PictureScanner
{
    /// <summary>
    /// Lists the pictures below each root. Names that start with a dot and extensions other than <see cref="PictureExtensions.All"/> are
    /// left out without a word. Symbolic links are followed, after everything real, and a file or folder that was already listed is not
    /// listed again through a link: links can neither loop nor double a picture. Two hard links of one file are two pictures.
    /// </summary>
    /// <param name="roots">Folders, or files; a file that is named itself is taken whatever its extension.</param>
    /// <param name="cancellationToken">Ends the scan between two folders.</param>
    /// <returns>The files in ordinal order, and what was skipped with the reasons. No file is opened.</returns>
    /// <exception cref="UnusableInputException">A root does not exist or cannot be read, or there is no picture at all.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ScanResult Scan(IEnumerable<string> roots, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(roots);
        return Scan(FileSystem.Current, TimeProvider.System, roots, cancellationToken);
    }

    internal static ScanResult Scan(IFileSystem system, TimeProvider time, IEnumerable<string> roots, CancellationToken cancellationToken)
    {
        var walk = new FolderWalk(system, time, cancellationToken);
        var names = new List<string>();
        foreach (var root in roots)
        {
            names.Add(Printable.Line(root));
            if (root.Length == 0)
                throw new UnusableInputException("an empty path was given where a folder or a picture was expected");
            Start(walk, system, Path.GetFullPath(root), root);
        }
        if (names.Count == 0)
            throw new UnusableInputException("no folder was given; name at least one folder of pictures");
        var result = walk.Finish();
        return result.Files.Count > 0 ? result : throw NoPictures(names, result.Skipped);
    }

    private static void Start(FolderWalk walk, IFileSystem system, string path, string asGiven)
    {
        FileStatus status;
        try
        {
            status = system.GetStatus(path);
            system.CheckReadable(path);
        }
        catch (IOException failure)
        {
            throw new UnusableInputException(
                $"cannot read {Printable.Line(asGiven)}: {failure.Message}; expected a folder of pictures or a picture that may be read", failure);
        }
        if (status.Kind == FileKind.Other)
            throw new UnusableInputException($"{Printable.Line(asGiven)} is neither a file nor a folder; expected a folder of pictures or a picture");
        if (status.Kind == FileKind.Folder)
            walk.AddFolder(path, "", path, status);
        else
            walk.AddFile(Path.GetDirectoryName(path)!, Path.GetFileName(path), path, status);
    }

    private static UnusableInputException NoPictures(List<string> roots, IReadOnlyList<SkippedPicture> skipped)
    {
        var tried = skipped.Count == 0
            ? ""
            : $" ({skipped.Count} skipped; the first: {Printable.Line(skipped[0].Path)}: {skipped[0].Reason})";
        return new UnusableInputException(
            $"no pictures in {string.Join(", ", roots)}{tried}; looked in all its folders for names ending in {string.Join(' ', PictureExtensions.All)}");
    }
}
