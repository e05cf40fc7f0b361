namespace Likeness.Catalog;

/// <summary>
/// What is known about the pictures of a library: pictures, vectors in generations, clusters. Its home may be a file or a database server. Any
/// number of readers and one writer may be open at the same time, in any threads and processes; each of them is for one caller at a time.
/// </summary>
/// <remarks>
/// Every member throws <see cref="DamagedDataException"/> where the stored data cannot be right, <see cref="LibraryBusyException"/> where
/// another process keeps it from going on, <see cref="UnusableInputException"/> where the store cannot be reached or written to or has no
/// space left, <see cref="OperationCanceledException"/> where its token is cancelled, <see cref="ObjectDisposedException"/> after disposal.
/// </remarks>
public interface ICatalog : IAsyncDisposable
{
    /// <summary>Begins to read one state of the catalog, whatever others commit meanwhile: what is read together belongs together.</summary>
    ValueTask<ICatalogReader> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Begins a transaction: after a crash at any instant its changes are there entirely or not at all. It waits for another one to end, for
    /// some seconds.
    /// </summary>
    ValueTask<ICatalogWriter> WriteAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Puts what is stored into the form that is quickest to open and to ask, as far as it pays: for the end of many changes. It changes no answer, and
    /// need not succeed.
    /// </summary>
    ValueTask OptimizeAsync(CancellationToken cancellationToken = default);
}

/// <summary>One state of a catalog.</summary>
/// <inheritdoc cref="ICatalog" path="/remarks"/>
public interface ICatalogReader : IAsyncDisposable
{
    /// <summary>Grows with every transaction that changes something; the same number is the same state.</summary>
    long Version { get; }

    /// <summary>The folders that pictures were indexed from, by id.</summary>
    ValueTask<IReadOnlyList<CatalogRoot>> RootsAsync(CancellationToken cancellationToken = default);

    /// <summary>All pictures, by root and path.</summary>
    IAsyncEnumerable<CatalogPicture> PicturesAsync(CancellationToken cancellationToken = default);

    /// <summary>The picture at a place; null where the catalog knows none there.</summary>
    ValueTask<CatalogPicture?> PictureAtAsync(PictureKey key, CancellationToken cancellationToken = default);

    /// <summary>The pictures with these contents, by root and path; a few contents at a time.</summary>
    ValueTask<IReadOnlyList<CatalogPicture>> PicturesOfAsync(IReadOnlyCollection<ContentHash> contents, CancellationToken cancellationToken = default);

    /// <summary>All files that are remembered as unusable, by root and path.</summary>
    IAsyncEnumerable<RejectedPicture> RejectedAsync(CancellationToken cancellationToken = default);

    /// <summary>All generations of vectors, by the names of their descriptors, the current one of a name first.</summary>
    ValueTask<IReadOnlyList<CatalogGeneration>> GenerationsAsync(CancellationToken cancellationToken = default);

    /// <summary>How many contents a generation has described so far.</summary>
    /// <exception cref="ArgumentException">The catalog knows no such generation.</exception>
    ValueTask<long> CountVectorsAsync(CatalogDescriptor descriptor, CancellationToken cancellationToken = default);

    /// <summary>The contents that have a vector of this descriptor, in no particular order.</summary>
    /// <exception cref="ArgumentException">The catalog knows no such generation.</exception>
    IAsyncEnumerable<ContentHash> DescribedAsync(CatalogDescriptor descriptor, CancellationToken cancellationToken = default);

    /// <summary>All vectors of a generation, some at a time, in no particular order.</summary>
    /// <exception cref="ArgumentException">The catalog knows no such generation: vectors of another are never handed over.</exception>
    IAsyncEnumerable<VectorPage> VectorsAsync(CatalogDescriptor descriptor, CancellationToken cancellationToken = default);

    /// <summary>The vector of a content; null where the generation has none.</summary>
    /// <exception cref="ArgumentException">The catalog knows no such generation.</exception>
    ValueTask<ReadOnlyMemory<float>?> VectorAsync(CatalogDescriptor descriptor, ContentHash content, CancellationToken cancellationToken = default);

    /// <summary>
    /// A sample of the collection: the vectors of those among the contents with the smallest hashes that have one. It is as good as drawn at
    /// random, yet always the same for the same pictures, and of the same contents for every descriptor.
    /// </summary>
    /// <param name="descriptor">Of a generation.</param>
    /// <param name="contents">How many contents to look at, at least 1.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException">The catalog knows no such generation.</exception>
    ValueTask<VectorPage> SampleAsync(CatalogDescriptor descriptor, int contents, CancellationToken cancellationToken = default);

    /// <summary>How many pictures lack a vector of at least one of these descriptors.</summary>
    /// <exception cref="ArgumentException">The catalog knows no such generation.</exception>
    ValueTask<long> CountWithoutVectorAsync(IReadOnlyList<CatalogDescriptor> descriptors, CancellationToken cancellationToken = default);

    /// <summary>Whether all pictures lie in the same folder, or there are none.</summary>
    ValueTask<bool> IsOneFolderAsync(CancellationToken cancellationToken = default);

    /// <summary>Gets ready to be asked for the nearest by these descriptors, so that the first question need not wait; it changes no answer.</summary>
    /// <exception cref="ArgumentException">The catalog knows no such generation.</exception>
    ValueTask PrepareAsync(IReadOnlyList<CatalogDescriptor> descriptors, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds the contents nearest to a query, nearest first; at equal distance those first that the catalog got to know earlier. Fewer than asked for
    /// where no more take part.
    /// </summary>
    /// <exception cref="ArgumentException">The catalog knows no such generation, or the question makes no sense.</exception>
    /// <exception cref="UnusableInputException">A vector holds numbers that are not finite, or there are no clusters to look into.</exception>
    /// <exception cref="WrongSettingsException">More clusters are asked for than there are.</exception>
    ValueTask<IReadOnlyList<CatalogNeighbor>> NearestAsync(CatalogQuery query, CancellationToken cancellationToken = default);

    /// <summary>The clusters of a generation's vectors; null where none have been stored.</summary>
    ValueTask<CatalogClusters?> ClustersAsync(CatalogDescriptor descriptor, CancellationToken cancellationToken = default);

    /// <summary>How much there is.</summary>
    ValueTask<CatalogTotals> TotalsAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// One transaction: it reads the state that it has made so far, and all of that is kept by <see cref="CommitAsync"/> or, disposed without it, none.
/// </summary>
/// <inheritdoc cref="ICatalog" path="/remarks"/>
public interface ICatalogWriter : ICatalogReader
{
    /// <summary>
    /// The root with this path, added if it is new. All that is known under roots which lie in it becomes known under it, and they are
    /// forgotten, so that no picture is ever there twice. Where both know a file, it is there once.
    /// </summary>
    /// <param name="path">A full path.</param>
    /// <param name="inner">The roots to dissolve.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<CatalogRoot> AddRootAsync(string path, IReadOnlyList<InnerRoot> inner, CancellationToken cancellationToken = default);

    /// <summary>
    /// Begins a generation, or goes on with it. Where nothing has the descriptor's name yet, it is the current one at once; else it is under way,
    /// and what was under way under this name by another descriptor is dropped.
    /// </summary>
    /// <returns>The generation as it stands.</returns>
    ValueTask<CatalogGeneration> BeginGenerationAsync(CatalogDescriptor descriptor, CancellationToken cancellationToken = default);

    /// <summary>Makes a generation the current one of its name; the former goes, with its vectors and clusters.</summary>
    /// <exception cref="ArgumentException">The catalog knows no such generation.</exception>
    ValueTask PublishAsync(CatalogDescriptor descriptor, CancellationToken cancellationToken = default);

    /// <summary>Stores clusters in place of those that the generation had.</summary>
    /// <exception cref="ArgumentException">The catalog knows no such generation, or the centers do not fit its dimensions.</exception>
    ValueTask SetClustersAsync(CatalogClusters clusters, CancellationToken cancellationToken = default);

    /// <summary>Makes changes.</summary>
    /// <exception cref="ArgumentException">
    /// A change refers to a root, a content or a generation that the catalog does not know; the transaction can only be given up then.
    /// </exception>
    ValueTask ApplyAsync(CatalogBatch batch, CancellationToken cancellationToken = default);

    /// <summary>Forgets contents that no picture has any more, with their vectors.</summary>
    /// <returns>How many.</returns>
    ValueTask<int> RemoveUnusedContentsAsync(CancellationToken cancellationToken = default);

    /// <summary>Keeps all changes; nothing can be done with the writer after it but dispose it.</summary>
    ValueTask CommitAsync(CancellationToken cancellationToken = default);
}
