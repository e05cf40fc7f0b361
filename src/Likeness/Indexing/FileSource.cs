using Likeness.Imaging.Decoding;

namespace Likeness.Indexing;

/// <summary>Picture files on disk, found, read and decoded by Likeness.Imaging.</summary>
public sealed class FileSource : IPictureSource
{
    /// <inheritdoc/>
    public string ReaderVersion => PictureReader.Version;

    /// <summary>What to leave out, or to look at, other than usual.</summary>
    public ScanRules Rules { get; init; } = new();

    /// <inheritdoc/>
    public ScanResult Scan(IReadOnlyList<string> paths, CancellationToken cancellationToken = default) =>
        PictureScanner.Scan(paths, Rules, cancellationToken);

    /// <inheritdoc/>
    public IPictureReader CreateReader() => new Reader();

    private sealed class Reader : IPictureReader
    {
        private readonly PictureReader reader = new();

        public ContentHash Open(string path) => reader.Open(path);

        public void Decode(int height, int width, Span<byte> destination) => reader.Decode(height, width, destination);

        public void Dispose() => reader.Dispose();
    }
}
