namespace Likeness.Cli.Operations;

/// <summary>A file that could not be used, and why.</summary>
internal sealed record SkippedPicture(string Path, string Reason);
