namespace Likeness.Imaging.Scanning;

/// <summary>What the file system says about a path, links followed.</summary>
/// <param name="Kind">File, folder, or something else.</param>
/// <param name="Identity">The same for every path that leads to the same file or folder, and only for those.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedUtc">Last change of the content, UTC.</param>
internal readonly record struct FileStatus(FileKind Kind, FileIdentity Identity, long Size, DateTime ModifiedUtc);
