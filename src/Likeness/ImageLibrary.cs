using System.Runtime.CompilerServices;
using Likeness.Catalog;
using Likeness.Clustering;
using Likeness.Descriptors;
using Likeness.Descriptors.Codes;
using Likeness.Diagnostics;
using Likeness.Embeddings;
using Likeness.Evaluation;
using Likeness.Export;
using Likeness.Indexing;
using Likeness.Library;
using Likeness.Neural.Files.Onnx;
using Likeness.Ranking;
using Likeness.Training;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Likeness;

/// <summary>
/// An open library of pictures: a folder with the model that was trained, the catalog of what was indexed, and the reports. The pictures
/// themselves stay where they are and are only ever read. It is opened once, used from any number of threads at the same time, sees what other
/// processes change, and is disposed at the end. Whatever takes long runs on other threads than the caller's.
/// </summary>
public sealed class ImageLibrary : IAsyncDisposable
{
    private readonly LibraryOptions options;
    private readonly IPictureSource source;
    private readonly OpenDescriptors queryDescriptors;
    private readonly ILogger logger;
    private readonly SemaphoreSlim opening = new(1, 1);
    private readonly bool isNew;
    private ICatalog? reading;
    private long retiredAt = -1;
    private bool isClosed;

    private ImageLibrary(LibraryLayout layout, LibraryOptions? options, bool isNew = false)
    {
        Layout = layout;
        this.isNew = isNew;
        this.options = options ?? new LibraryOptions();
        source = new OwnFilesLeftOut(this.options.Source, layout);
        queryDescriptors = new OpenDescriptors(layout, this.options.Descriptors, this.options.Threads);
        logger = this.options.Logger ?? NullLogger.Instance;
    }

    /// <summary>Where things are.</summary>
    public LibraryLayout Layout { get; }

    /// <summary>The names of the descriptors whose needs the library meets.</summary>
    public IReadOnlyList<string> Descriptors => options.Descriptors.In(Layout);

    /// <summary>
    /// Opens the library in this folder, which is made if it does not exist yet; where the first training or indexing fails before anything came
    /// of it, it is gone again.
    /// </summary>
    /// <param name="folder">A path; the folder above it has to exist.</param>
    /// <param name="options">What it works with; null for the usual.</param>
    /// <exception cref="UnusableInputException">The folder cannot be made.</exception>
    public static ImageLibrary Create(string folder, LibraryOptions? options = null)
    {
        var layout = new LibraryLayout(PathText.Normalize(folder));
        var isNew = !Directory.Exists(layout.Folder);
        try
        {
            Directory.CreateDirectory(layout.Folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException(
                $"The folder '{layout.Folder}' for the library cannot be made: {failure.Message} Choose another one.", failure);
        }

        return new ImageLibrary(layout, options, isNew);
    }

    /// <summary>Opens the library in this folder.</summary>
    /// <param name="folder">A path.</param>
    /// <param name="options">What it works with; null for the usual.</param>
    /// <exception cref="UnusableInputException">There is none.</exception>
    public static ImageLibrary Open(string folder, LibraryOptions? options = null)
    {
        var library = new ImageLibrary(new LibraryLayout(PathText.Normalize(folder)), options);
        var layout = library.Layout;
        if (library.HasCatalog || File.Exists(layout.Catalog) || File.Exists(layout.Model) || Directory.Exists(layout.Descriptors)) return library;
        throw Unreadable(layout.Folder) ?? new UnusableInputException(
            $"There is no library in '{layout.Folder}' (neither {Path.GetFileName(layout.Model)} nor {Path.GetFileName(layout.Catalog)}). "
            + "Train a model first, or name the folder of a library.");
    }

    /// <summary>Opens the library in this folder, of which there may be no more than a training that was cut off.</summary>
    /// <param name="folder">A path.</param>
    /// <param name="options">What it works with; null for the usual.</param>
    /// <exception cref="UnusableInputException">There is no such folder.</exception>
    public static ImageLibrary OpenTraining(string folder, LibraryOptions? options = null)
    {
        var layout = new LibraryLayout(PathText.Normalize(folder));
        if (Directory.Exists(layout.Folder)) return new ImageLibrary(layout, options);
        throw new UnusableInputException(
            $"There is no library in '{layout.Folder}' to go on with. Begin a training without resuming, or name another folder.");
    }

    /// <summary>
    /// Keeps other processes from changing the library until it is disposed. Whatever changes it takes this by itself.
    /// </summary>
    /// <exception cref="LibraryBusyException">Another process has it.</exception>
    /// <exception cref="UnusableInputException">The folder cannot be written to.</exception>
    public LibraryLock Lock() => LibraryLock.Take(Layout);

    /// <summary>
    /// Trains the library's model on pictures, or learns from labels what the library's descriptor <c>triplet</c> is made of
    /// (<see cref="TrainingSettings.Triplets"/>), and keeps the best weights. Vectors that were made by the former model stay in use, and are found
    /// by searches, until the pictures have been indexed again.
    /// </summary>
    /// <param name="paths">Folders, or single files; where vectors are learned from, those of the library's pictures that lie there.</param>
    /// <param name="settings">How; null for the standard settings of an autoencoder.</param>
    /// <param name="progress">Hears of every step.</param>
    /// <param name="cancellationToken">Ends it between two steps; history and best weights so far stay in the training folder.</param>
    /// <exception cref="UnusableInputException">There are no usable pictures or vectors, the labels cannot be used, or the disk is full.</exception>
    /// <exception cref="WrongSettingsException">A setting is out of range, or the training diverged.</exception>
    /// <exception cref="DamagedDataException">The model or the catalog that it starts from is damaged.</exception>
    /// <exception cref="LibraryBusyException">Another process trains for the library.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<TrainingReport> TrainAsync(
        IReadOnlyList<string> paths, TrainingSettings? settings = null, ILibraryProgress? progress = null, CancellationToken cancellationToken = default)
    {
        settings ??= new TrainingSettings();
        return OrNothingAsync(() =>
        {
            settings.Validate();
            string[] sources = [.. paths.Select(PictureScanner.FullPath)];
            var scan = ScanFor(settings, sources, cancellationToken);
            using var training = LockTraining();
            var report = Run(settings, progress).Run(sources, scan, unfinished: null, cancellationToken);
            Log.Trained(logger, Layout.Folder, report.Training, report.Epochs);
            return Task.FromResult(report);
        });
    }

    /// <summary>The training that was cut off before it ended, or null.</summary>
    /// <param name="objective">Of which objective; null, the default, for the one that ran last.</param>
    /// <exception cref="DamagedDataException">Its checkpoint is damaged.</exception>
    public UnfinishedTraining? FindUnfinishedTraining(TrainingObjective? objective = null) => UnfinishedTraining.Find(Layout, objective);

    /// <summary>Goes on with the unfinished training as if it had never stopped: the same weights, bit for bit, on the same kind of processor.</summary>
    /// <param name="objective">Of which objective; null, the default, for the one that ran last.</param>
    /// <param name="progress">Hears of every step.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <exception cref="UnusableInputException">There is none, or its pictures are not as they were.</exception>
    /// <inheritdoc cref="TrainAsync" path="/exception"/>
    public Task<TrainingReport> ResumeTrainingAsync(
        TrainingObjective? objective = null, ILibraryProgress? progress = null, CancellationToken cancellationToken = default) => Task.Run(() =>
    {
        using var training = LockTraining();
        var unfinished = FindUnfinishedTraining(objective) ?? throw new UnusableInputException(
            $"There is no unfinished training in '{Layout.Folder}': none was begun there, or it has ended. Begin one without resuming.");
        var scan = ScanFor(unfinished.Settings, unfinished.Sources, cancellationToken);
        return Run(unfinished.Settings, progress).Run(unfinished.Sources, scan, unfinished, cancellationToken);
    }, CancellationToken.None);

    /// <summary>
    /// Measures the model: how well it draws pictures again and, where folders give labels, how well its codes, alone or with the colors, find
    /// their like.
    /// </summary>
    /// <param name="paths">Folders, or single files; none for the pictures that the training held back.</param>
    /// <param name="settings">How; null for the usual.</param>
    /// <param name="progress">Hears of every step.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UnusableInputException">There is no model, or no usable picture.</exception>
    /// <exception cref="DamagedDataException">The model is damaged.</exception>
    /// <exception cref="WrongSettingsException">A setting is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<EvaluationReport> EvaluateAsync(
        IReadOnlyList<string> paths, EvaluationSettings? settings = null, ILibraryProgress? progress = null, CancellationToken cancellationToken = default) =>
        Task.Run(() =>
        {
            settings ??= new EvaluationSettings { Threads = options.Threads };
            settings.Check();
            var sources = paths.Count == 0 ? new TrainingFiles(Layout).ReadSources() : paths;
            if (sources.Count == 0)
                throw new UnusableInputException($"Nothing is known of how the model in '{Layout.Folder}' was trained. Name the pictures to evaluate on.");
            var scan = source.Scan(sources, cancellationToken);
            return new ModelEvaluator(Layout, settings, progress).Run(scan, heldBackOnly: paths.Count == 0, cancellationToken);
        }, CancellationToken.None);

    /// <summary>Measures how well the library's vectors find pictures of the same label, by every descriptor that it has vectors of.</summary>
    /// <param name="settings">How; null for the usual.</param>
    /// <param name="cancellationToken">Ends it between two blocks of queries.</param>
    /// <exception cref="UnusableInputException">Nothing is indexed, the labels cannot be used, or no picture can be a query by the protocol.</exception>
    /// <exception cref="DamagedDataException">The catalog is damaged.</exception>
    /// <exception cref="WrongSettingsException">A setting is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<RetrievalReport> EvaluateRetrievalAsync(RetrievalSettings? settings = null, CancellationToken cancellationToken = default) =>
        ReadAsync(reader => new RetrievalRun(reader, Layout, options.Descriptors, settings ?? new RetrievalSettings()).RunAsync(cancellationToken), cancellationToken);

    /// <summary>Opens one of the library's descriptors as it is now, with the post-processing that it was indexed with.</summary>
    /// <param name="name">One of <see cref="Descriptors"/>.</param>
    /// <param name="threads">Threads to compute with; 0 for one per processor.</param>
    /// <param name="few">Whether it is for a picture or two, such as a query: ready soon then counts for more than throughput.</param>
    /// <inheritdoc cref="DescriptorRegistry.Open(string, LibraryLayout, int, bool)"/>
    public IDescriptor OpenDescriptor(string name, int threads = 0, bool few = false) => options.Descriptors.Open(name, Layout, threads, few);

    /// <summary>One of the library's descriptors as the generator of embeddings that other .NET programs expect; to be disposed.</summary>
    /// <inheritdoc cref="OpenDescriptor"/>
    public DescriptorEmbeddingGenerator CreateEmbeddingGenerator(string name = CodesDescriptor.StandardName, int threads = 0) =>
        new(OpenDescriptor(name, threads));

    /// <summary>
    /// Brings the library up to date with folders of pictures, by its own descriptors; see <see cref="Indexer"/>. Searches go on meanwhile, by the
    /// vectors that were in use before until the new ones are whole.
    /// </summary>
    /// <param name="paths">Folders, or single files.</param>
    /// <param name="request">By which descriptors, and what to make of their vectors; null for all that the library has.</param>
    /// <param name="progress">Hears of every batch, and what was fitted.</param>
    /// <param name="cancellationToken">Ends the run after what is being read; all that was read is described and written.</param>
    /// <inheritdoc cref="Indexer.RunAsync(IReadOnlyList{string}, ILibraryProgress?, CancellationToken)" path="/exception"/>
    public async Task<IndexReport> IndexAsync(
        IReadOnlyList<string> paths, IndexRequest? request = null, ILibraryProgress? progress = null, CancellationToken cancellationToken = default)
    {
        request ??= new IndexRequest { Threads = options.Threads };
        try
        {
            return await OrNothingAsync(() => ChangeAsync(async catalog =>
            {
                var report = await new IndexPass(catalog, source, Layout, options.Descriptors, request).RunAsync(paths, progress, cancellationToken)
                    .ConfigureAwait(false);
                await ForgetKeptAsync(catalog).ConfigureAwait(false);
                Log.Indexed(logger, Layout.Folder, report.Added, report.Updated, report.Removed, report.Skipped.Count, report.Seconds);
                return report;
            }, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            foreach (var opened in request.Opened) opened.Dispose();
        }
    }

    /// <summary>Brings the library up to date with folders of pictures, by descriptors that are open; see <see cref="Indexer"/>.</summary>
    /// <param name="paths">Folders, or single files.</param>
    /// <param name="descriptors">What describes them, 1 to 32 with different names.</param>
    /// <param name="settings">How to go about it; null for the usual.</param>
    /// <param name="progress">Hears of every batch.</param>
    /// <param name="cancellationToken">Ends the run after what is being read; all that was read is described and written.</param>
    /// <inheritdoc cref="Indexer.RunAsync(IReadOnlyList{string}, ILibraryProgress?, CancellationToken)" path="/exception"/>
    public Task<IndexReport> IndexAsync(
        IReadOnlyList<string> paths, IReadOnlyList<IDescriptor> descriptors, IndexSettings? settings = null, ILibraryProgress? progress = null,
        CancellationToken cancellationToken = default) =>
        OrNothingAsync(() => ChangeAsync(
            catalog => new Indexer(catalog, source, descriptors, settings).RunAsync(paths, progress, cancellationToken), cancellationToken));

    /// <summary>
    /// Forgets the pictures of a folder, or one picture; the files are untouched. Without this, pictures of a folder that is not there or
    /// holds nothing stay.
    /// </summary>
    /// <param name="path">A folder that was indexed, one inside it or around it, or a file; it need not exist any more.</param>
    /// <param name="cancellationToken">Ends it before anything is changed.</param>
    /// <exception cref="UnusableInputException">The library holds nothing there.</exception>
    /// <exception cref="DamagedDataException">The catalog is damaged.</exception>
    public Task<ForgetReport> ForgetAsync(string path, CancellationToken cancellationToken = default)
    {
        RequireCatalog();
        return Task.Run(
            () => ChangeAsync(catalog => new ForgetRun(catalog, new FolderPlaces()).RunAsync(PictureScanner.FullPath(path), cancellationToken), cancellationToken),
            CancellationToken.None);
    }

    /// <summary>Finds the pictures of the library that are most like a picture, or like some and unlike others.</summary>
    /// <param name="query">A path, or what <see cref="SearchQuery"/> makes of a stream, of bytes or of several pictures.</param>
    /// <param name="request">What is asked for; null for the ten nearest by the library's own choice of descriptor.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UnusableQueryException">A picture of the query cannot be used.</exception>
    /// <exception cref="UnusableInputException">Nothing has been indexed yet, or not by a descriptor that is asked for.</exception>
    /// <exception cref="DamagedDataException">The library was indexed by descriptors that it has no more, or is damaged.</exception>
    /// <exception cref="WrongSettingsException">The request is out of range, or the weights make no sense.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<SearchReport> SearchAsync(SearchQuery query, SearchRequest? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        request ??= new SearchRequest();
        request.Check();
        return ReadAsync(async reader =>
        {
            try
            {
                return await SearchAsync(reader, query, request, cancellationToken).ConfigureAwait(false);
            }
            catch (ModelReplacedException)
            {
                // What made the vectors in use has been kept, and is found now.
                queryDescriptors.Retire([]);
                return await SearchAsync(reader, query, request, cancellationToken).ConfigureAwait(false);
            }
        }, cancellationToken);
    }

    /// <summary>The pictures of the library, in no particular order, all of one state of it.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DamagedDataException">The catalog is damaged.</exception>
    public async IAsyncEnumerable<IndexedPicture> PicturesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!HasCatalog) yield break;
        var reader = await (await CatalogAsync(cancellationToken).ConfigureAwait(false)).ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var disposed = reader.ConfigureAwait(false);
        var paths = await PicturePaths.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
        var labelled = !await reader.IsOneFolderAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var picture in reader.PicturesAsync(cancellationToken).ConfigureAwait(false))
        {
            var path = paths.Of(picture.Key);
            yield return new IndexedPicture(path, picture.Content, labelled ? Path.GetFileName(Path.GetDirectoryName(path)) : null);
        }
    }

    /// <summary>
    /// Files below the indexed folders that are no pictures that can be used, each with the reason, in no particular order, all of one state.
    /// </summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DamagedDataException">The catalog is damaged.</exception>
    public async IAsyncEnumerable<SkippedPicture> RejectedAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!HasCatalog) yield break;
        var reader = await (await CatalogAsync(cancellationToken).ConfigureAwait(false)).ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var disposed = reader.ConfigureAwait(false);
        var paths = await PicturePaths.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
        await foreach (var file in reader.RejectedAsync(cancellationToken).ConfigureAwait(false))
            yield return new SkippedPicture(paths.Of(file.Key), file.Reason);
    }

    /// <summary>Draws the answer to a search for one picture file into the reports folder, named after the file.</summary>
    /// <returns>The answer with the path of the picture.</returns>
    /// <exception cref="UnusableInputException">It cannot be written there.</exception>
    public SearchReport Draw(SearchReport report) => Draw(report, report.Query, report.Query);

    /// <summary>Draws the answer to a search into the reports folder.</summary>
    /// <param name="report">The answer.</param>
    /// <param name="query">What was asked for: its pictures are drawn above the hits.</param>
    /// <param name="name">What the drawing is named after: a file's name, with its ending.</param>
    /// <returns>The answer with the path of the picture.</returns>
    /// <exception cref="UnusableInputException">It cannot be written there.</exception>
    public SearchReport Draw(SearchReport report, SearchQuery query, string name)
    {
        using var stage = Stages.Begin("draw the answer");
        var path = Path.Join(Layout.Reports, $"search-{DrawingName.Of(name)}.png");
        return Drawing.Into(Layout.Reports, () =>
        {
            SearchMontage.Write(path, query, report.Descriptor, report.Hits);
            return report with { Montage = path };
        });
    }

    /// <summary>
    /// Divides the pictures into clusters that look alike by a descriptor, and keeps the clusters' centers for searches
    /// (<see cref="SearchRequest.Clusters"/>). Pictures that are indexed later belong to the nearest center; with the vectors the clusters go.
    /// </summary>
    /// <param name="descriptor">The name of a descriptor that the library is indexed by.</param>
    /// <param name="settings">How; null for the usual.</param>
    /// <param name="progress">Hears of every step.</param>
    /// <param name="cancellationToken">Ends it; the clusters that were stored before stay.</param>
    /// <exception cref="WrongSettingsException">A setting is out of range, or more clusters are asked for than there are different vectors.</exception>
    /// <exception cref="UnusableInputException">Too few pictures are indexed, or all have the same vector.</exception>
    /// <exception cref="DamagedDataException">The library is damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<ClusterReport> ClusterAsync(
        string descriptor = CodesDescriptor.StandardName, ClusterSettings? settings = null, ILibraryProgress? progress = null,
        CancellationToken cancellationToken = default)
    {
        settings ??= new ClusterSettings();
        settings.Validate();
        RequireCatalog();
        return Task.Run(
            () => ChangeAsync(catalog => new ClusterRun(catalog, descriptor, settings, progress).RunAsync(cancellationToken), cancellationToken),
            CancellationToken.None);
    }

    /// <summary>Draws clusters into the reports folder: the elbow as a chart where the number was chosen, and their pictures.</summary>
    /// <param name="report">What <see cref="ClusterAsync"/> returned.</param>
    /// <param name="each">Whether to draw each cluster by itself too, with more of its pictures.</param>
    /// <returns>The report with the paths of what was drawn.</returns>
    /// <exception cref="UnusableInputException">It cannot be written there.</exception>
    public ClusterReport Draw(ClusterReport report, bool each = false) =>
        Drawing.Into(Layout.Reports, () => new ClusterDrawings(Layout).Draw(report, each));

    /// <summary>Writes the model as ONNX, for other programs; see <see cref="OnnxFile"/>.</summary>
    /// <param name="output">The file to create or replace, its name ending in <c>.onnx</c>; null for one named after the part, in the library.</param>
    /// <param name="part">What of the model.</param>
    /// <exception cref="UnusableInputException">There is no model, or the place cannot be written to.</exception>
    /// <exception cref="DamagedDataException">The model is damaged.</exception>
    /// <exception cref="WrongSettingsException">The name has another ending, or the model does not fit into one file.</exception>
    public ExportReport ExportOnnx(string? output = null, OnnxPart part = OnnxPart.Encoder) => ModelExport.ToOnnx(Layout, output, part);

    /// <summary>What the library holds.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DamagedDataException">The catalog is damaged.</exception>
    public Task<LibraryInfo> InfoAsync(CancellationToken cancellationToken = default)
    {
        var hasModel = File.Exists(Layout.Model);
        if (!HasCatalog) return Task.FromResult(new LibraryInfo(Layout.Folder, hasModel, 0, 0, 0, [], [], 0));
        return ReadAsync(async reader =>
        {
            var totals = await reader.TotalsAsync(cancellationToken).ConfigureAwait(false);
            var roots = await reader.RootsAsync(cancellationToken).ConfigureAwait(false);
            var descriptors = new List<DescriptorTotals>();
            foreach (var descriptor in await reader.DescriptorsAsync(cancellationToken).ConfigureAwait(false))
                descriptors.Add(new DescriptorTotals(descriptor, await reader.CountVectorsAsync(descriptor, cancellationToken).ConfigureAwait(false)));
            return new LibraryInfo(
                Layout.Folder, hasModel, totals.Pictures, totals.Contents, totals.Rejected, [.. roots.Select(root => root.Path)], descriptors,
                options.Catalog.BytesOf(Layout));
        }, cancellationToken);
    }

    /// <summary>Closes the library. Nothing of it may be in use any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isClosed) return;
        isClosed = true;
        queryDescriptors.Dispose();
        if (reading is not null) await reading.DisposeAsync().ConfigureAwait(false);
        opening.Dispose();
    }

    private async Task<SearchReport> SearchAsync(ICatalogReader reader, SearchQuery query, SearchRequest request, CancellationToken cancellationToken)
    {
        var current = await reader.DescriptorsAsync(cancellationToken).ConfigureAwait(false);
        Retire(reader.Version, current);
        var shares = Choose(request, current);
        var started = TimeProvider.System.GetTimestamp();
        var leases = new List<OpenDescriptors.Lease>();
        try
        {
            foreach (var (descriptor, _) in shares) leases.Add(queryDescriptors.Rent(descriptor));
            var reading = new QueryReading(source, reader, [.. leases.Select(lease => lease.Descriptor)]);
            var (vectors, own) = await reading.ReadAsync(query, () => PrepareAsync(reader, shares, cancellationToken), cancellationToken).ConfigureAwait(false);
            using var scan = Stages.Begin("find the nearest");
            var ranker = await Ranker.MakeAsync(reader, shares, cancellationToken).ConfigureAwait(false);
            var hits = await ranker.RankAsync(vectors, own, request, cancellationToken).ConfigureAwait(false);
            Log.Searched(logger, $"{query}", hits.Count, TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            return new SearchReport(
                $"{query}", string.Join(", ", ranker.Weights.Select(weight => weight.Descriptor)), hits, null)
            {
                Weights = ranker.Weights,
                WithoutVector = await reader.CountWithoutVectorAsync([.. shares.Select(share => share.Descriptor)], cancellationToken).ConfigureAwait(false),
            };
        }
        finally
        {
            foreach (var lease in leases) lease.Dispose();
        }
    }

    private static async ValueTask PrepareAsync(
        ICatalogReader reader, IReadOnlyList<(CatalogDescriptor Descriptor, double Weight)> shares, CancellationToken cancellationToken)
    {
        using var stage = Stages.Begin("read the catalog");
        await reader.PrepareAsync([.. shares.Select(share => share.Descriptor)], cancellationToken).ConfigureAwait(false);
    }

    private IReadOnlyList<(CatalogDescriptor Descriptor, double Weight)> Choose(SearchRequest request, IReadOnlyList<CatalogDescriptor> current)
    {
        if (current.Count == 0) throw NothingIndexed();
        if (request.Descriptors.Count == 0) return [(current.FirstOrDefault(known => known.Name == CodesDescriptor.StandardName) ?? current[0], 1)];
        return [.. request.Descriptors.Where(share => share.Weight > 0).Select(share => (Known(share.Descriptor), share.Weight))];

        CatalogDescriptor Known(string name)
        {
            if (current.FirstOrDefault(known => known.Name == name) is { } found) return found;
            if (!options.Descriptors.Names.Contains(name))
                throw new WrongSettingsException($"descriptor is '{name}'; it has to be one of {string.Join(", ", options.Descriptors.Names)}.");
            options.Descriptors.Open(name, Layout, few: true).Dispose(); // where the library lacks what it needs, it says how to come by that
            throw new UnusableInputException(
                $"The library holds no vectors of '{name}', only of {string.Join(", ", current.Select(other => other.Name))}. Index pictures first.");
        }
    }

    private void Retire(long version, IReadOnlyCollection<CatalogDescriptor> current)
    {
        if (Interlocked.Exchange(ref retiredAt, version) != version) queryDescriptors.Retire(current);
    }

    /// <summary>The descriptors that vectors in use were made by are kept no longer than that.</summary>
    private async Task ForgetKeptAsync(ICatalog catalog)
    {
        if (!KeptDescriptors.All(Layout).Any()) return;
        // A training that is about to end keeps what it replaces.
        using var alone = LibraryLock.TryTakeForTraining(Layout);
        if (alone is null) return;
        foreach (var generation in await catalog.GenerationsAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (!IsStillOpenable(generation.Descriptor)) return;
        }

        KeptDescriptors.Clear(Layout);
    }

    private bool IsStillOpenable(CatalogDescriptor wanted)
    {
        try
        {
            using var now = options.Descriptors.Open(wanted.Name, Layout, few: true);
            return now.InCatalog() == wanted;
        }
        catch (LikenessException)
        {
            return false;
        }
    }

    /// <summary>The pictures that a training learns from; null where it learns from stored vectors.</summary>
    private ScanResult? ScanFor(TrainingSettings settings, IReadOnlyList<string> sources, CancellationToken cancellationToken) =>
        settings.Triplets is { From: TripletStart.Onnx } ? null : source.Scan(sources, cancellationToken);

    private TrainingRun Run(TrainingSettings settings, ILibraryProgress? progress) => new(Layout, options.Catalog, settings, progress);

    private Task<T> OrNothingAsync<T>(Func<Task<T>> work) => Task.Run(async () =>
    {
        try
        {
            if (isNew) Directory.CreateDirectory(Layout.Folder); // a run that failed before has taken it away
            return await work().ConfigureAwait(false);
        }
        catch
        {
            if (isNew) await NewLibrary.RemoveIfEmptyAsync(Layout, options.Catalog).ConfigureAwait(false);
            throw;
        }
    }, CancellationToken.None);

    /// <summary>Changes the catalog, with the right to do so.</summary>
    private async Task<T> ChangeAsync<T>(Func<ICatalog, Task<T>> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var writing = Lock();
        var catalog = options.Catalog.Open(Layout);
        await using (catalog.ConfigureAwait(false)) return await change(catalog).ConfigureAwait(false);
    }

    private Task<T> ReadAsync<T>(Func<ICatalogReader, Task<T>> read, CancellationToken cancellationToken) => Task.Run(async () =>
    {
        var catalog = await CatalogAsync(cancellationToken).ConfigureAwait(false);
        var reader = await catalog.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false)) return await read(reader).ConfigureAwait(false);
    }, CancellationToken.None);

    /// <summary>The catalog to read from, which stays open.</summary>
    private async Task<ICatalog> CatalogAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        RequireCatalog();
        await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return reading ??= options.Catalog.OpenForReading(Layout, cancellationToken);
        }
        finally
        {
            opening.Release();
        }
    }

    private bool HasCatalog => options.Catalog.Exists(Layout);

    private void RequireCatalog()
    {
        if (!HasCatalog) throw NothingIndexed();
    }

    private UnusableInputException NothingIndexed() => new($"The library '{Layout.Folder}' holds no pictures yet. Index some first.");

    /// <summary>Keeps other trainings out; indexing and searching go on beside it.</summary>
    private LibraryLock LockTraining() => LibraryLock.TakeForTraining(Layout);

    /// <summary>Why a folder cannot be looked into; null where it can, or is not there.</summary>
    private static UnusableInputException? Unreadable(string folder)
    {
        if (File.Exists(folder))
            return new UnusableInputException($"The library '{folder}' is a file, where a folder is expected. Name the folder of a library.");
        try
        {
            using var entries = Directory.EnumerateFileSystemEntries(folder).GetEnumerator();
            entries.MoveNext();
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new UnusableInputException(
                $"The library '{folder}' cannot be read: {failure.Message.TrimEnd('.')}. Mend that, or name another folder.", failure);
        }
    }
}
