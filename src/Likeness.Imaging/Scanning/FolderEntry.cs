namespace Likeness.Imaging.Scanning;

/// <summary>A name in a folder.</summary>
/// <param name="Name">In the form of <see cref="PictureFile.FullPath"/>.</param>
/// <param name="IsLink">Whether it is a symbolic link.</param>
internal readonly record struct FolderEntry(string Name, bool IsLink);
