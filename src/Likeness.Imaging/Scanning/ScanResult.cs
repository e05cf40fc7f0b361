namespace Likeness.Imaging.Scanning;

/// <summary>What a scan found.</summary>
/// <param name="Files">At least one picture file, in ordinal order of full path.</param>
/// <param name="Skipped">What looked like a picture or a folder of pictures but cannot be read, in ordinal order of path.</param>
public sealed record ScanResult(IReadOnlyList<PictureFile> Files, IReadOnlyList<SkippedPicture> Skipped);
