namespace Likeness.Catalog;

/// <summary>Receives a stored vector; the span is valid during the call only.</summary>
/// <param name="content">What the vector describes.</param>
/// <param name="vector">As many numbers as the descriptor has dimensions.</param>
public delegate void VectorReceiver(ContentHash content, ReadOnlySpan<float> vector);

/// <summary>
/// What is known about the pictures of a library, on disk. Every change is a transaction: after a crash at any instant it is there
/// entirely or not at all. One thread at a time; several processes may read while one writes.
/// </summary>
/// <remarks>
/// Every member throws <see cref="DamagedDataException"/> where the stored data cannot be right, and
/// <see cref="UnusableInputException"/> where the store cannot be reached, is in use by another process or has no space left.
/// </remarks>
public interface ICatalog : IDisposable
{
    /// <summary>The folders that pictures were indexed from.</summary>
    IReadOnlyList<CatalogRoot> Roots();

    /// <summary>The root with this path, added if it is new.</summary>
    CatalogRoot AddRoot(string path);

    /// <summary>Makes all that is known under one root known under another one that contains it, and forgets the inner root.</summary>
    /// <param name="inner">The root to dissolve.</param>
    /// <param name="outer">The root that contains it.</param>
    /// <param name="prefix">What leads from outer to inner, ending with <c>/</c>.</param>
    void MergeRoot(CatalogRoot inner, CatalogRoot outer, string prefix);

    /// <summary>All pictures, in no particular order.</summary>
    IReadOnlyList<CatalogPicture> Pictures();

    /// <summary>All files that are remembered as unusable.</summary>
    IReadOnlyList<RejectedPicture> Rejected();

    /// <summary>What made the vectors.</summary>
    IReadOnlyList<CatalogDescriptor> Descriptors();

    /// <summary>
    /// Makes a descriptor known. Where its name is known with another fingerprint, dimensions or metric, the vectors and clusters under
    /// it are dropped: no two vectors of different fingerprints are ever side by side.
    /// </summary>
    void SetDescriptor(CatalogDescriptor descriptor);

    /// <summary>The contents that have a vector of this descriptor.</summary>
    IReadOnlyList<ContentHash> Described(string descriptor);

    /// <summary>Hands over every vector of a descriptor, in no particular order.</summary>
    /// <exception cref="ArgumentException">The catalog does not know the descriptor.</exception>
    void ReadVectors(string descriptor, VectorReceiver receive);

    /// <summary>The clusters of a descriptor's vectors; null where none have been stored since the descriptor was set.</summary>
    CatalogClusters? Clusters(string descriptor);

    /// <summary>Stores clusters in place of those there were.</summary>
    /// <exception cref="ArgumentException">The catalog does not know the descriptor by this name and fingerprint, or the centres do not fit its dimensions.</exception>
    void SetClusters(CatalogClusters clusters);

    /// <summary>Applies all changes in one transaction.</summary>
    void Apply(CatalogBatch batch);

    /// <summary>Forgets contents that no picture has any more, with their vectors.</summary>
    /// <returns>How many.</returns>
    int RemoveUnusedContents();

    /// <summary>How much there is.</summary>
    CatalogTotals Totals();
}
