using Likeness.Search;

namespace Likeness.Descriptors;

/// <summary>
/// Turns pictures into vectors that are near each other when the pictures look alike.
/// Several threads may describe at the same time; how far they share the work is the implementation's business.
/// </summary>
public interface IDescriptor : IDisposable
{
    /// <summary>A short name, unique within a library: <c>codes</c>, <c>colour</c>, …</summary>
    string Name { get; }

    /// <summary>Numbers per vector, at least 1.</summary>
    int Dimensions { get; }

    /// <summary>
    /// Changes whenever anything that changes a vector changes (weights, architecture, preprocessing), and only then.
    /// Vectors with different fingerprints are never compared.
    /// </summary>
    string Fingerprint { get; }

    /// <summary>How two of these vectors are compared.</summary>
    Metric Metric { get; }

    /// <summary>Height in pixels of the pictures it takes.</summary>
    int PictureHeight { get; }

    /// <summary>Width in pixels of the pictures it takes.</summary>
    int PictureWidth { get; }

    /// <summary>Describes a batch.</summary>
    /// <param name="pictures">count × height × width × 3 bytes, RGB, upright.</param>
    /// <param name="count">How many pictures, at least 1.</param>
    /// <param name="vectors">
    /// Receives count × <see cref="Dimensions"/> numbers. A picture of which no vector can be made gets numbers that are not finite, whatever the others of the batch are: it is
    /// listed, and the work goes on. An exception is for what no picture can help, and ends the work.
    /// </param>
    void Describe(ReadOnlySpan<byte> pictures, int count, Span<float> vectors);
}
