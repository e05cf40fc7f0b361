namespace Likeness;

/// <summary>A picture of a library.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Content">What is in the file.</param>
/// <param name="Label">The name of its folder; null where all pictures of the library lie in one.</param>
public sealed record IndexedPicture(string Path, ContentHash Content, string? Label);
