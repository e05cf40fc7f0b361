namespace Likeness.Indexing;

/// <summary>What a scan found.</summary>
/// <param name="Files">The picture files.</param>
/// <param name="Skipped">Files, and folders with all that is in them, that could not be looked at.</param>
public sealed record ScanResult(IReadOnlyList<PictureFile> Files, IReadOnlyList<SkippedPicture> Skipped);
