using Likeness.Catalog;
using Likeness.Library;

namespace Likeness.Indexing;

/// <summary>
/// A source without the pictures that the library itself drew: its folder may lie in a folder of pictures, and the montages of one run
/// must not be the finds of the next.
/// </summary>
internal sealed class OwnFilesLeftOut(IPictureSource source, LibraryLayout layout) : IPictureSource
{
    public string ReaderVersion => source.ReaderVersion;

    public ScanResult Scan(IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        var scan = source.Scan(paths, cancellationToken);
        var files = scan.Files.Where(file => !IsOwn(file.FullPath)).ToArray();
        if (files.Length == 0 && scan.Skipped.Count == 0)
            throw new UnusableInputException(
                $"No pictures but the library's own drawings were found in {string.Join(", ", paths.Select(path => $"'{path}'"))}. Name a folder with pictures.");
        return scan with { Files = files, Skipped = [.. scan.Skipped.Where(skipped => !IsOwn(skipped.Path))] };
    }

    public IPictureReader CreateReader() => source.CreateReader();

    private bool IsOwn(string path) =>
        Path.GetDirectoryName(path) is { } folder && (PathText.Below(layout.Training, folder) is not null || PathText.Below(layout.Reports, folder) is not null);
}
