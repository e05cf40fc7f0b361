namespace Likeness.Indexing;

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

    /// <summary>Decodes the file that was opened last: upright, covering height × width and cropped around the centre.</summary>
    /// <param name="height">In pixels.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="destination">Receives height × width × 3 bytes, RGB.</param>
    /// <exception cref="UnusableInputException">It is no picture that can be used; the message says why, in one line.</exception>
    void Decode(int height, int width, Span<byte> destination);
}
