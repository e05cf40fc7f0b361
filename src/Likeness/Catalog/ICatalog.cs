namespace Likeness.Catalog;

/// <summary>Receives a stored vector; the span is valid during the call only. What it throws ends the reading and comes through as it is.</summary>
/// <param name="content">What the vector describes.</param>
/// <param name="vector">As many numbers as the descriptor has dimensions.</param>
public delegate void VectorReceiver(ContentHash content, ReadOnlySpan<float> vector);

/// <summary>Makes of a stored vector the one that is to take its place; the spans are valid during the call only.</summary>
/// <param name="stored">As many numbers as the descriptor has dimensions.</param>
/// <param name="converted">As many as the new descriptor has; holds zeros.</param>
/// <returns>Whether there is one; where there is none, the content is left without a vector.</returns>
public delegate bool VectorConverter(ReadOnlySpan<float> stored, Span<float> converted);

/// <summary>
/// What is known about the pictures of a library, on disk. Every change is a transaction: after a crash at any instant it is there
/// entirely or not at all. One thread at a time; several processes may read while one writes.
/// </summary>
/// <remarks>
/// Every member throws <see cref="DamagedDataException"/> where the stored data cannot be right, <see cref="LibraryBusyException"/> where
/// another process uses the store, <see cref="UnusableInputException"/> where it cannot be reached or written to or has no space left,
/// <see cref="OperationCanceledException"/> where the token that it was opened with is cancelled, <see cref="ObjectDisposedException"/>
/// after it was closed.
/// </remarks>
public interface ICatalog : IDisposable
{
    /// <summary>
    /// Reads from one state of the catalog, whatever others commit meanwhile: what is read together belongs together. It is for reading
    /// only; in one within another, both see the outer one's state.
    /// </summary>
    /// <exception cref="InvalidOperationException">Something was to be changed inside.</exception>
    T Snapshot<T>(Func<T> read);

    /// <summary>The folders that pictures were indexed from.</summary>
    IReadOnlyList<CatalogRoot> Roots();

    /// <summary>
    /// The root with this path, added if it is new. All that is known under roots which lie in it becomes known under it, and they are
    /// forgotten:
    /// in one transaction, so that no picture is ever there twice. Where both know a file, it is there once.
    /// </summary>
    /// <param name="path">A full path.</param>
    /// <param name="inner">The roots to dissolve.</param>
    CatalogRoot AddRoot(string path, IReadOnlyList<InnerRoot> inner);

    /// <summary>The root with this path, added if it is new.</summary>
    CatalogRoot AddRoot(string path);

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

    /// <summary>How many contents have a vector of this descriptor; 0 where it is not known.</summary>
    long CountVectors(string descriptor);

    /// <summary>Hands over every vector of a descriptor, in no particular order, all of one state of the catalog.</summary>
    /// <exception cref="ArgumentException">
    /// The catalog does not know the descriptor by this name, fingerprint, dimensions and metric: vectors of another are never handed over.
    /// </exception>
    void ReadVectors(CatalogDescriptor descriptor, VectorReceiver receive);

    /// <summary>Puts another descriptor of the same name in a descriptor's place and what is made of its vectors in theirs, all or nothing. Its clusters are dropped.</summary>
    /// <param name="from">The descriptor whose vectors are stored.</param>
    /// <param name="to">The one that they are to be of.</param>
    /// <param name="convert">Makes one vector of the other, one after the other: only a few are in memory at a time.</param>
    /// <returns>How many vectors are gone, because none could be made of them.</returns>
    /// <exception cref="ArgumentException">The catalog does not know the first descriptor, or the second has another name.</exception>
    int ConvertVectors(CatalogDescriptor from, CatalogDescriptor to, VectorConverter convert);

    /// <summary>The clusters of a descriptor's vectors; null where none have been stored since the descriptor was set.</summary>
    CatalogClusters? Clusters(string descriptor);

    /// <summary>Stores clusters in place of those there were.</summary>
    /// <exception cref="ArgumentException">The catalog does not know the descriptor by this name and fingerprint, or the centres do not fit its dimensions.</exception>
    void SetClusters(CatalogClusters clusters);

    /// <summary>Applies all changes in one transaction.</summary>
    /// <exception cref="ArgumentException">A change refers to a root, a content or a descriptor that the catalog does not know.</exception>
    void Apply(CatalogBatch batch);

    /// <summary>Forgets contents that no picture has any more, with their vectors.</summary>
    /// <returns>How many.</returns>
    int RemoveUnusedContents();

    /// <summary>How much there is.</summary>
    CatalogTotals Totals();
}
