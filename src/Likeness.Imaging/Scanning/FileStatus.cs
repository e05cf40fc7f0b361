namespace Likeness.Imaging.Scanning;

/// <summary>What the file system says about a path, links followed.</summary>
/// <param name="Kind">File, folder, or something else.</param>
/// <param name="Identity">The same for every path that leads to the same file or folder, and only for those.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedUtc">Last change of the content, UTC, as far as it can be believed: programs set it, and broken clocks.</param>
/// <param name="Changed">See <see cref="PictureFile.Changed"/>; null where it is not known.</param>
/// <param name="LastChange">The latest moment at which the content can have changed, UTC.</param>
internal readonly record struct FileStatus(FileKind Kind, FileIdentity Identity, long Size, DateTime ModifiedUtc, DateTime? Changed, DateTime LastChange);
