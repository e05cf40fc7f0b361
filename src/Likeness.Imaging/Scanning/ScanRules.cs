namespace Likeness.Imaging.Scanning;

/// <summary>What a scan is to leave out, or to look at, other than usual.</summary>
public sealed record ScanRules
{
    /// <summary>
    /// Patterns of files and folders to leave out; a folder goes with all that is in it. <c>*</c> stands for any characters of a name and
    /// <c>?</c>
    /// for one; a pattern without <c>/</c> is for names at any depth (<c>private</c>, <c>*.gif</c>), one with <c>/</c> for paths below the
    /// folder that is
    /// scanned (<c>2019/raw</c>), where <c>**</c> stands for any number of folders. Letters count as the system takes them: on Windows and
    /// macOS without case.
    /// </summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Whether to look at files and folders whose names begin with a dot.</summary>
    public bool IncludeHidden { get; init; }
}
