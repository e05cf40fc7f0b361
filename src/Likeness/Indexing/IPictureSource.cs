using Likeness.Imaging.Decoding;

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

/// <summary>
/// Reads pictures, one at a time, on one thread. In two steps, so that a picture whose content is known already is not decoded.
/// </summary>
public interface IPictureReader : IDisposable
{
    /// <summary>Reads a file whole; what was read is decoded by <see cref="Decode"/>.</summary>
    /// <param name="path">As <see cref="PictureFile.FullPath"/>.</param>
    /// <returns>The hash of its bytes.</returns>
    /// <exception cref="UnusableInputException">The file cannot be read at the moment.</exception>
    /// <exception cref="IOException">The same.</exception>
    ContentHash Open(string path);

    /// <summary>Takes a file that is in memory, instead.</summary>
    /// <param name="file">All of its bytes; they must not change before the next call of an Open.</param>
    /// <returns>The hash of its bytes.</returns>
    ContentHash Open(ReadOnlyMemory<byte> file);

    /// <summary>Decodes the file that was opened last: upright, covering height × width and cropped around the centre.</summary>
    /// <param name="height">In pixels.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="destination">Receives height × width × 3 bytes, RGB.</param>
    /// <exception cref="UnusableInputException">It is no picture that can be used; the message says why, in one line.</exception>
    void Decode(int height, int width, Span<byte> destination);
}

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
        private ReadOnlyMemory<byte>? memory;

        public ContentHash Open(string path)
        {
            memory = null;
            return reader.Open(path);
        }

        public ContentHash Open(ReadOnlyMemory<byte> file)
        {
            memory = file;
            return ContentHash.Of(file.Span);
        }

        public void Decode(int height, int width, Span<byte> destination)
        {
            if (memory is { } file) reader.Decode(file.Span, height, width, destination);
            else reader.Decode(height, width, destination);
        }

        public void Dispose() => reader.Dispose();
    }
}
