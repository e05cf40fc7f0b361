namespace Likeness.Ranking;

/// <summary>A picture that can be found.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Content">What is in the file.</param>
/// <param name="Label">The name of its folder, or null; see <see cref="FolderLabels"/>.</param>
public sealed record IndexedPicture(string Path, ContentHash Content, string? Label);
