namespace Likeness.Imaging.Scanning;

/// <summary>Finds the picture files below folders.</summary>
public static class PictureScanner
{
    /// <summary>
    /// Lists the pictures below each root. Names that start with a dot, extensions other than <see cref="PictureExtensions.All"/> and
    /// folders in which
    /// only machines write (thumbnails of network drives, recycle bins, drawings of libraries) are left out and counted. Symbolic links are
    /// followed,
    /// after everything real, and a file or folder that was already listed is not listed again through a link: links can neither loop nor
    /// double a
    /// picture. Two hard links of one file are two pictures.
    /// </summary>
    /// <param name="roots">Folders, or files; what is named itself is taken whatever its name.</param>
    /// <param name="rules">What to leave out, or to look at, other than that.</param>
    /// <param name="cancellationToken">Ends the scan between two folders.</param>
    /// <returns>The files in ordinal order, and what was skipped with the reasons. No file is opened.</returns>
    /// <exception cref="UnusableInputException">A root does not exist or cannot be read, or there is no picture at all.</exception>
    /// <exception cref="WrongSettingsException">A pattern of the rules names nothing.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ScanResult Scan(IEnumerable<string> roots, ScanRules rules, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(roots);
        ArgumentNullException.ThrowIfNull(rules);
        return Scan(FileSystem.Current, TimeProvider.System, roots, rules, cancellationToken);
    }

    /// <summary>The same, by the usual rules.</summary>
    /// <inheritdoc cref="Scan(IEnumerable{string}, ScanRules, CancellationToken)"/>
    public static ScanResult Scan(IEnumerable<string> roots, CancellationToken cancellationToken = default) =>
        Scan(roots, new ScanRules(), cancellationToken);

    /// <summary>
    /// A path from the root of the file system, without a separator at its end. It stays as it is written where that is right, links and
    /// all; only
    /// where <c>..</c> follows a link, which leads above what the link leads to, it is the path without links.
    /// </summary>
    /// <param name="path">From the current folder, or a full path.</param>
    public static string FullPath(string path) => FullPath(FileSystem.Current, path);

    internal static string FullPath(IFileSystem system, string path)
    {
        if (path.Contains('\0')) return path; // which none can hold; opening it says so
        var written = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Contains("..")) return written;
        try
        {
            var meant = system.RealPath(path);
            return system.RealPath(written) == meant ? written : meant;
        }
        catch (IOException)
        {
            return written;
        }
    }

    internal static ScanResult Scan(
        IFileSystem system, TimeProvider time, IEnumerable<string> roots, ScanRules rules, CancellationToken cancellationToken)
    {
        var walk = new FolderWalk(system, rules, time, cancellationToken);
        var names = new List<string>();
        foreach (var root in roots)
        {
            names.Add(Printable.Line(root));
            if (root.Length == 0)
                throw new UnusableInputException("an empty path was given where a folder or a picture was expected");
            Start(walk, system, FullPath(system, root), root);
        }
        if (names.Count == 0)
            throw new UnusableInputException("no folder was given; name at least one folder of pictures");
        var result = walk.Finish();
        return result.Files.Count > 0 ? result : throw NoPictures(names, result);
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
            walk.AddFolder(path, status);
        else
            walk.AddFile(path, status);
    }

    private static UnusableInputException NoPictures(List<string> roots, ScanResult result)
    {
        var tried = result.Skipped.Count == 0
            ? ""
            : $" ({result.Skipped.Count} skipped; the first: {Printable.Line(result.Skipped[0].Path)}: {result.Skipped[0].Reason})";
        var passed = result.LeftOut.IsNothing ? "" : $"; not looked at: {result.LeftOut.InWords()}";
        return new UnusableInputException(
            $"no pictures in {string.Join(", ", roots)}{tried}; "
            + $"looked in all its folders for names ending in {string.Join(' ', PictureExtensions.All)}{passed}");
    }
}
