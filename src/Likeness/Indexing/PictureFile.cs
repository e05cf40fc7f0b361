namespace Likeness.Indexing;

/// <summary>A picture file that a scan found.</summary>
/// <param name="Root">Absolute path of the folder that was scanned, or of the folder of a file that was named itself.</param>
/// <param name="RelativePath">Path below the root, with <c>/</c> between its parts on every system.</param>
/// <param name="FullPath">Absolute path, in the form that the reader takes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedUtc">When the content last changed, UTC.</param>
public sealed record PictureFile(string Root, string RelativePath, string FullPath, long Size, DateTime ModifiedUtc);
