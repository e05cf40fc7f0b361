namespace Likeness.Indexing;

/// <summary>Where pictures come from: the walk through the folders and the readers of what it finds. Safe to call from several threads.</summary>
public interface IPictureSource
{
    /// <summary>
    /// Changes when the reader may come to another verdict about a file (its own version, the codecs that are installed): files that
    /// were refused before are then tried again.
    /// </summary>
    string ReaderVersion { get; }

    /// <summary>
    /// Lists the pictures below folders, or files that are named themselves, and says in <see cref="ScanResult.Roots"/> which those were.
    /// </summary>
    /// <exception cref="UnusableInputException">A path does not exist or cannot be read, or there is no picture at all.</exception>
    ScanResult Scan(IReadOnlyList<string> paths, CancellationToken cancellationToken = default);

    /// <summary>A reader for the use of one thread.</summary>
    IPictureReader CreateReader();
}
