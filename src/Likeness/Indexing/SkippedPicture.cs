namespace Likeness.Indexing;

/// <summary>A file or folder that was passed over.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Reason">Why, in one line.</param>
public sealed record SkippedPicture(string Path, string Reason);
