namespace Likeness.Imaging.Scanning;

/// <summary>What a scan found.</summary>
/// <param name="Files">At least one picture file, in ordinal order of full path.</param>
/// <param name="Skipped">What looked like a picture or a folder of pictures but cannot be read, in ordinal order of path.</param>
public sealed record ScanResult(IReadOnlyList<PictureFile> Files, IReadOnlyList<SkippedPicture> Skipped)
{
    /// <summary>What was scanned, in the order in which it was named.</summary>
    public IReadOnlyList<ScanRoot> Roots { get; init; } = [];

    /// <summary>
    /// Folders that hold nothing at all, by full path: where a drive is mounted at other times, or where everything was deleted. The two
    /// cannot
    /// be told apart.
    /// </summary>
    public IReadOnlyList<string> EmptyFolders { get; init; } = [];

    /// <summary>What was passed over without a look at it.</summary>
    public LeftOut LeftOut { get; init; } = LeftOut.Nothing;
}

/// <summary>A folder or file that was named to a scan.</summary>
/// <param name="Path">Its full path as named, without a separator at its end; see <see cref="PictureScanner.FullPath(string)"/>.</param>
/// <param name="IsFile">Whether it is a file, which is taken whatever its name.</param>
public sealed record ScanRoot(string Path, bool IsFile);
