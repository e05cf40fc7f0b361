namespace Likeness.Cli.Operations;

/// <summary>What <c>index</c> changed, in pictures.</summary>
internal sealed record IndexReport(
    int Added,
    int Updated,
    int Moved,
    int Removed,
    int Unchanged,
    IReadOnlyList<SkippedPicture> Skipped,
    double Seconds,
    double PicturesPerSecond);
