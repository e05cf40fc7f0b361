using Likeness.Catalog.Sqlite;
using Likeness.Clustering;
using Likeness.Descriptors;
using Likeness.Descriptors.Codes;
using Likeness.Diagnostics;
using Likeness.Embeddings;
using Likeness.Evaluation;
using Likeness.Export;
using Likeness.Indexing;
using Likeness.Neural.Files.Onnx;
using Likeness.Progress;
using Likeness.Ranking;
using Likeness.Ranking.Fusion;
using Likeness.Training;

namespace Likeness.Library;

/// <summary>
/// A library of pictures: a folder with the model that was trained, the catalog of what was indexed, and the reports. The pictures
/// themselves stay where they are and are only ever read. Files are opened for each call and closed after it, so an instance holds
/// nothing and needs no disposing.
/// </summary>
public sealed class ImageLibrary
{
    private readonly IPictureSource source;
    private readonly DescriptorRegistry descriptors;
    private readonly bool isNew;

    private ImageLibrary(LibraryLayout layout, IPictureSource? source, DescriptorRegistry? descriptors, bool isNew = false)
    {
        Layout = layout;
        this.isNew = isNew;
        this.source = new OwnFilesLeftOut(source ?? new FileSource(), layout);
        this.descriptors = descriptors ?? DescriptorRegistry.Standard;
    }

    /// <summary>Where things are.</summary>
    public LibraryLayout Layout { get; }

    /// <summary>
    /// A library in this folder, which is made if it does not exist yet; where the first training or indexing fails before anything came of
    /// it, it is gone again.
    /// </summary>
    /// <exception cref="UnusableInputException">The folder cannot be made.</exception>
    public static ImageLibrary Create(string folder, IPictureSource? source = null, DescriptorRegistry? descriptors = null)
    {
        var layout = new LibraryLayout(PathText.Normalise(folder));
        var isNew = !Directory.Exists(layout.Folder);
        try
        {
            Directory.CreateDirectory(layout.Folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The folder '{layout.Folder}' for the library cannot be made: {failure.Message} Choose another one.", failure);
        }
        return new ImageLibrary(layout, source, descriptors, isNew);
    }

    /// <summary>The library in this folder.</summary>
    /// <exception cref="UnusableInputException">There is none.</exception>
    public static ImageLibrary Open(string folder, IPictureSource? source = null, DescriptorRegistry? descriptors = null)
    {
        var layout = new LibraryLayout(PathText.Normalise(folder));
        if (!File.Exists(layout.Catalog) && !File.Exists(layout.Model) && !Directory.Exists(layout.Descriptors))
            throw Unreadable(layout.Folder) ?? new UnusableInputException(
                $"There is no library in '{layout.Folder}' (neither {Path.GetFileName(layout.Model)} nor {Path.GetFileName(layout.Catalog)}). Train a model first, or name the folder of a library.");
        return new ImageLibrary(layout, source, descriptors);
    }

    /// <summary>The library in this folder, of which there may be no more than a training that was cut off.</summary>
    /// <exception cref="UnusableInputException">There is no such folder.</exception>
    public static ImageLibrary OpenTraining(string folder, IPictureSource? source = null, DescriptorRegistry? descriptors = null)
    {
        var layout = new LibraryLayout(PathText.Normalise(folder));
        if (!Directory.Exists(layout.Folder)) throw new UnusableInputException($"There is no library in '{layout.Folder}' to go on with. Begin a training without resuming, or name another folder.");
        return new ImageLibrary(layout, source, descriptors);
    }

    /// <summary>Keeps other processes from writing to the library until it is disposed. Training takes it; indexing takes it by itself.</summary>
    /// <exception cref="LibraryBusyException">Another process has it.</exception>
    /// <exception cref="UnusableInputException">The folder cannot be written to.</exception>
    public LibraryLock Lock() => LibraryLock.Take(Layout);

    /// <summary>
    /// Trains the library's model on pictures, or learns from labels what the library's descriptor <c>triplet</c> is made of (<see cref="TrainingSettings.Triplets"/>), and keeps the best weights.
    /// </summary>
    /// <param name="paths">Folders, or single files; where vectors are learned from, those of the library's pictures that lie there.</param>
    /// <param name="settings">How; the standard settings of an autoencoder by default.</param>
    /// <param name="progress">Hears of every step.</param>
    /// <param name="cancellationToken">Ends it between two steps; history and best weights so far stay in the training folder.</param>
    /// <exception cref="UnusableInputException">There are no usable pictures or vectors, the labels cannot be used, or the disk is full.</exception>
    /// <exception cref="WrongSettingsException">A setting is out of range, or the training diverged.</exception>
    /// <exception cref="DamagedDataException">The model or the catalog that it starts from is damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TrainingReport Train(
        IReadOnlyList<string> paths, TrainingSettings? settings = null, ILibraryProgress? progress = null, CancellationToken cancellationToken = default)
    {
        settings ??= new TrainingSettings();
        return OrNothing(() => TrainOn(paths, settings, progress, cancellationToken));
    }

    /// <summary>The training that was cut off before it ended, or null.</summary>
    /// <param name="objective">Of which objective; null, the default, for the one that ran last.</param>
    /// <exception cref="DamagedDataException">Its checkpoint is damaged.</exception>
    public UnfinishedTraining? FindUnfinishedTraining(TrainingObjective? objective = null) => UnfinishedTraining.Find(Layout, objective);

    /// <summary>Goes on with the unfinished training as if it had never stopped: the same weights, bit for bit, on the same kind of processor.</summary>
    /// <param name="progress">Hears of every step.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <exception cref="UnusableInputException">There is none, or its pictures are not as they were.</exception>
    /// <inheritdoc cref="Train"/>
    public TrainingReport ResumeTraining(ILibraryProgress? progress = null, CancellationToken cancellationToken = default) =>
        ResumeTraining(objective: null, progress, cancellationToken);

    /// <summary>Goes on with the unfinished training of an objective; see <see cref="ResumeTraining(ILibraryProgress?, CancellationToken)"/>.</summary>
    /// <param name="objective">Which; null for the one that ran last.</param>
    /// <param name="progress">Hears of every step.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <inheritdoc cref="ResumeTraining(ILibraryProgress?, CancellationToken)"/>
    public TrainingReport ResumeTraining(TrainingObjective? objective, ILibraryProgress? progress, CancellationToken cancellationToken)
    {
        using var writing = Lock();
        var unfinished = FindUnfinishedTraining(objective) ?? throw new UnusableInputException(
            $"There is no unfinished training in '{Layout.Folder}': none was begun there, or it has ended. Begin one without resuming.");
        var scan = ScanFor(unfinished.Settings, unfinished.Sources, cancellationToken);
        return new TrainingRun(Layout, unfinished.Settings, progress).Run(unfinished.Sources, scan, unfinished, cancellationToken);
    }

    /// <summary>Measures the model: how well it draws pictures again and, where folders give labels, how well its codes find their like.</summary>
    /// <param name="paths">Folders, or single files; none for the pictures that the training held back.</param>
    /// <param name="threads">Threads to compute with; 0 for one per processor.</param>
    /// <param name="progress">Hears of every step.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UnusableInputException">There is no model, or no usable picture.</exception>
    /// <exception cref="DamagedDataException">The model is damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public EvaluationReport Evaluate(IReadOnlyList<string> paths, int threads = 0, ILibraryProgress? progress = null, CancellationToken cancellationToken = default) =>
        Evaluate(paths, new EvaluationSettings { Threads = threads }, progress, cancellationToken);

    /// <summary>Measures the model: how well it draws pictures again and, where folders give labels, how well its codes, alone or with the colours, find their like.</summary>
    /// <param name="paths">Folders, or single files; none for the pictures that the training held back.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Hears of every step.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="WrongSettingsException">A setting is out of its range.</exception>
    /// <inheritdoc cref="Evaluate(IReadOnlyList{string}, int, ILibraryProgress, CancellationToken)"/>
    public EvaluationReport Evaluate(IReadOnlyList<string> paths, EvaluationSettings settings, ILibraryProgress? progress = null, CancellationToken cancellationToken = default)
    {
        settings.Check();
        var heldBack = paths.Count == 0;
        if (heldBack) paths = new TrainingFiles(Layout).ReadSources();
        if (paths.Count == 0) throw new UnusableInputException($"Nothing is known of how the model in '{Layout.Folder}' was trained. Name the pictures to evaluate on.");
        var scan = source.Scan(paths, cancellationToken);
        return new ModelEvaluator(Layout, settings, progress).Run(scan, heldBack, cancellationToken);
    }

    /// <summary>The names of the descriptors whose needs the library meets.</summary>
    public IReadOnlyList<string> Descriptors => descriptors.In(Layout);

    /// <summary>Opens one of the library's descriptors, with the post-processing that it was indexed with.</summary>
    /// <param name="name">One of <see cref="Descriptors"/>.</param>
    /// <param name="threads">Threads to compute with; 0 for one per processor.</param>
    /// <param name="few">Whether it is for a picture or two, such as a query: ready soon then counts for more than throughput.</param>
    /// <inheritdoc cref="DescriptorRegistry.Open(string, LibraryLayout, int, bool)"/>
    public IDescriptor OpenDescriptor(string name, int threads = 0, bool few = false) => descriptors.Open(name, Layout, threads, few);

    /// <summary>One of the library's descriptors as the generator of embeddings that other .NET programs expect; to be disposed.</summary>
    /// <inheritdoc cref="OpenDescriptor"/>
    public DescriptorEmbeddingGenerator CreateEmbeddingGenerator(string name = CodesDescriptor.StandardName, int threads = 0) => new(OpenDescriptor(name, threads));

    /// <summary>Brings the library up to date with folders of pictures, by its own descriptors; see <see cref="Indexer"/>.</summary>
    /// <param name="paths">Folders, or single files.</param>
    /// <param name="request">By which descriptors, and what to make of their vectors.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="note">Told what was fitted, in a line.</param>
    /// <param name="cancellationToken">Ends the run after what is being read; all that was read is described and written.</param>
    /// <inheritdoc cref="Indexer.Run(IReadOnlyList{string}, IProgress{IndexProgress}?, CancellationToken)"/>
    public IndexReport Index(
        IReadOnlyList<string> paths, IndexRequest request, IProgress<IndexProgress>? progress = null, Action<string>? note = null,
        CancellationToken cancellationToken = default)
    {
        try
        {
            return OrNothing(() => IndexWith(paths, request, progress, note, cancellationToken));
        }
        finally
        {
            foreach (var opened in request.Opened) opened.Dispose();
        }
    }

    /// <summary>Brings the library up to date with folders of pictures; see <see cref="Indexer"/>.</summary>
    /// <inheritdoc cref="Indexer.Run(IReadOnlyList{string}, IProgress{IndexProgress}?, CancellationToken)"/>
    public IndexReport Index(
        IReadOnlyList<string> paths, IReadOnlyList<IDescriptor> descriptors, IndexSettings? settings = null,
        IProgress<IndexProgress>? progress = null, CancellationToken cancellationToken = default) =>
        OrNothing(() =>
        {
            using var writing = Lock();
            using var catalog = SqliteCatalog.Open(Layout.Catalog);
            return new Indexer(catalog, source, descriptors, settings).Run(paths, progress, cancellationToken);
        });

    /// <summary>
    /// Forgets the pictures of a folder, or one picture; the files are untouched. Without this, pictures of a folder that is not there or
    /// holds nothing stay.
    /// </summary>
    /// <param name="path">A folder that was indexed, one inside it or around it, or a file; it need not exist any more.</param>
    /// <exception cref="UnusableInputException">The library holds nothing there.</exception>
    /// <exception cref="DamagedDataException">The catalog is damaged.</exception>
    public ForgetReport Forget(string path)
    {
        RequireCatalog();
        using var writing = Lock();
        using var catalog = SqliteCatalog.Open(Layout.Catalog);
        return new ForgetRun(catalog, new FolderPlaces()).Run(PictureScanner.FullPath(path));
    }

    /// <summary>Finds the pictures of the library that are most like a picture, which may be any file.</summary>
    /// <inheritdoc cref="Search(string, IReadOnlyList{WeightedDescriptor}, SearchRequest, CancellationToken)"/>
    public SearchReport Search(string query, IDescriptor descriptor, SearchRequest? request = null, CancellationToken cancellationToken = default) =>
        Search(query, [new WeightedDescriptor(descriptor, 1)], request, cancellationToken);

    /// <summary>Finds the pictures of the library that are most like a picture by several descriptors together; see <see cref="FusedIndex"/>.</summary>
    /// <param name="query">A picture file.</param>
    /// <param name="descriptors">What compares the pictures, and what each counts for.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Ends it between two vectors.</param>
    /// <exception cref="UnusableInputException">The query is no usable picture, or nothing has been indexed yet.</exception>
    /// <exception cref="DamagedDataException">The library was indexed by another model, or is damaged.</exception>
    /// <exception cref="WrongSettingsException">The request is out of range, or the weights make no sense.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public SearchReport Search(string query, IReadOnlyList<WeightedDescriptor> descriptors, SearchRequest? request = null, CancellationToken cancellationToken = default)
    {
        request ??= new SearchRequest();
        request.Check();
        descriptors = WeightedDescriptor.Normalise(descriptors);
        using var picture = OpenQuery(query);
        return Search(picture, descriptors, request, cancellationToken);
    }

    /// <summary>Reads a picture that is to be searched for: a file that is not there is told before anything else is opened for it.</summary>
    /// <param name="query">A picture file.</param>
    /// <exception cref="UnusableInputException">It cannot be read.</exception>
    public QueryPicture OpenQuery(string query) => new(source.CreateReader(), Path.GetFullPath(query));

    /// <summary>The same as by its path, for a query that was read before.</summary>
    /// <inheritdoc cref="Search(string, IReadOnlyList{WeightedDescriptor}, SearchRequest, CancellationToken)"/>
    public SearchReport Search(QueryPicture query, IReadOnlyList<WeightedDescriptor> descriptors, SearchRequest? request = null, CancellationToken cancellationToken = default)
    {
        request ??= new SearchRequest();
        request.Check();
        descriptors = WeightedDescriptor.Normalise(descriptors);
        // Before the catalog is read, which takes its time where it is large: a query that is no picture is told at once. Described is it afterwards: meanwhile an
        // encoder that is being read has come as far.
        byte[][] pixels = [.. descriptors.Select(part => query.Decode(part.Descriptor))];
        var index = LoadIndex(descriptors, request.Clusters is not null, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        ReadOnlyMemory<float>[] vectors = [.. descriptors.Select((part, i) => query.Describe(part.Descriptor, pixels[i]))];
        using var scan = Stages.Begin("find the nearest");
        return new SearchReport(query.Path, string.Join(", ", index.Weights.Select(part => part.Descriptor)), index.Search(vectors, query.Content, request), null)
        {
            Weights = index.Weights,
            WithoutVector = index.WithoutVector,
        };
    }

    /// <summary>Draws the answer to a search into the reports folder.</summary>
    /// <returns>The answer with the path of the picture.</returns>
    /// <exception cref="UnusableInputException">It cannot be written there.</exception>
    public SearchReport Draw(SearchReport report)
    {
        using var stage = Stages.Begin("draw the answer");
        var path = Path.Join(Layout.Reports, $"search-{DrawingName.Of(report.Query)}.png");
        return Drawing.Into(Layout.Reports, () =>
        {
            SearchMontage.Write(path, report.Query, report.Descriptor, report.Hits);
            return report with { Montage = path };
        });
    }

    /// <summary>Loads the vectors of a descriptor, for many searches.</summary>
    /// <inheritdoc cref="PictureIndex.Load(Catalog.ICatalog, IDescriptor, bool, CancellationToken)"/>
    public PictureIndex LoadIndex(IDescriptor descriptor, bool byClusters = false, CancellationToken cancellationToken = default)
    {
        using var stage = Stages.Begin("read the catalog");
        using var catalog = ReadCatalog(cancellationToken);
        return PictureIndex.Load(catalog, descriptor, byClusters, cancellationToken);
    }

    /// <summary>
    /// Divides the pictures into clusters that look alike by a descriptor, and keeps the clusters' centres for searches (<see cref="SearchRequest.Clusters"/>). Pictures that are
    /// indexed later belong to the nearest centre; when the descriptor changes, the clusters are forgotten.
    /// </summary>
    /// <param name="descriptor">Whose vectors to divide.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Hears of every step.</param>
    /// <param name="cancellationToken">Ends it; the clusters that were stored before stay.</param>
    /// <exception cref="WrongSettingsException">A setting is out of range, or more clusters are asked for than there are different vectors.</exception>
    /// <exception cref="UnusableInputException">Too few pictures are indexed, or all have the same vector.</exception>
    /// <exception cref="DamagedDataException">The library was indexed by another model, or is damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ClusterReport Cluster(IDescriptor descriptor, ClusterSettings? settings = null, ILibraryProgress? progress = null, CancellationToken cancellationToken = default)
    {
        settings ??= new ClusterSettings();
        settings.Validate();
        RequireCatalog();
        using var writing = Lock();
        using var catalog = SqliteCatalog.Open(Layout.Catalog);
        return new ClusterRun(catalog, descriptor, settings, progress).Run(cancellationToken);
    }

    /// <summary>Draws clusters into the reports folder: the elbow as a chart where the number was chosen, and their pictures.</summary>
    /// <param name="report">What <see cref="Cluster"/> returned.</param>
    /// <param name="each">Whether to draw each cluster by itself too, with more of its pictures.</param>
    /// <returns>The report with the paths of what was drawn.</returns>
    /// <exception cref="UnusableInputException">It cannot be written there.</exception>
    public ClusterReport Draw(ClusterReport report, bool each = false) => Drawing.Into(Layout.Reports, () => new ClusterDrawings(Layout).Draw(report, each));

    /// <summary>Loads the vectors of several descriptors, for many searches by all of them together.</summary>
    /// <inheritdoc cref="FusedIndex.Load"/>
    public FusedIndex LoadIndex(IReadOnlyList<WeightedDescriptor> descriptors, bool byClusters = false, CancellationToken cancellationToken = default)
    {
        using var stage = Stages.Begin("read the catalog");
        using var catalog = ReadCatalog(cancellationToken);
        return FusedIndex.Load(catalog, descriptors, byClusters, cancellationToken);
    }

    /// <summary>Measures how well a descriptor's vectors find pictures from the same folder; see <see cref="RetrievalEvaluator"/>.</summary>
    /// <inheritdoc cref="PictureIndex.Load(Catalog.ICatalog, IDescriptor, bool, CancellationToken)"/>
    public RetrievalScores Score(IDescriptor descriptor, int k = 10, CancellationToken cancellationToken = default)
    {
        using var catalog = ReadCatalog(cancellationToken);
        var labelled = catalog.Snapshot(() => PictureIndex.Load(catalog, descriptor, cancellationToken: cancellationToken).Labelled(catalog));
        return RetrievalEvaluator.Evaluate(labelled, k, cancellationToken: cancellationToken);
    }

    /// <summary>Measures how well the library's vectors find pictures of the same label, by every descriptor that it has vectors of.</summary>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends it between two blocks of queries.</param>
    /// <exception cref="UnusableInputException">Nothing is indexed, the labels cannot be used, or no picture can be a query by the protocol.</exception>
    /// <exception cref="DamagedDataException">The catalog is damaged.</exception>
    /// <exception cref="WrongSettingsException">A setting is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public RetrievalReport EvaluateRetrieval(RetrievalSettings? settings = null, CancellationToken cancellationToken = default)
    {
        using var catalog = ReadCatalog(cancellationToken);
        return new RetrievalRun(catalog, Layout, descriptors, settings ?? new RetrievalSettings()).Run(cancellationToken);
    }

    /// <summary>Writes the model as ONNX, for other programs; see <see cref="OnnxFile"/>.</summary>
    /// <param name="output">The file to create or replace, its name ending in <c>.onnx</c>; null for one named after the part, in the library.</param>
    /// <param name="part">What of the model.</param>
    /// <exception cref="UnusableInputException">There is no model, or the place cannot be written to.</exception>
    /// <exception cref="DamagedDataException">The model is damaged.</exception>
    /// <exception cref="WrongSettingsException">The name has another ending, or the model does not fit into one file.</exception>
    public ExportReport ExportOnnx(string? output = null, OnnxPart part = OnnxPart.Encoder) => ModelExport.ToOnnx(Layout, output, part);

    /// <summary>What the library holds.</summary>
    /// <exception cref="DamagedDataException">The catalog is damaged.</exception>
    public LibraryInfo Info()
    {
        var hasModel = File.Exists(Layout.Model);
        if (!HasCatalog) return new LibraryInfo(Layout.Folder, hasModel, 0, 0, 0, [], [], 0);
        using var catalog = ReadCatalog(CancellationToken.None);
        return catalog.Snapshot(() =>
        {
            var totals = catalog.Totals();
            var bytes = new[] { Layout.Catalog, Layout.Catalog + "-wal" }.Where(File.Exists).Sum(file => new FileInfo(file).Length);
            return new LibraryInfo(
                Layout.Folder, hasModel, totals.Pictures, totals.Contents, totals.Rejected, [.. catalog.Roots().Select(root => root.Path)],
                [.. catalog.Descriptors().Select(descriptor => new DescriptorTotals(descriptor, catalog.CountVectors(descriptor.Name)))], bytes);
        });
    }

    private T OrNothing<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch
        {
            if (isNew) NewLibrary.RemoveIfEmpty(Layout);
            throw;
        }
    }

    private TrainingReport TrainOn(
        IReadOnlyList<string> paths, TrainingSettings settings, ILibraryProgress? progress, CancellationToken cancellationToken)
    {
        settings.Validate();
        string[] sources = [.. paths.Select(PictureScanner.FullPath)];
        var scan = ScanFor(settings, sources, cancellationToken);
        using var writing = Lock();
        return new TrainingRun(Layout, settings, progress).Run(sources, scan, unfinished: null, cancellationToken);
    }

    /// <summary>The pictures that a training learns from; null where it learns from stored vectors.</summary>
    private ScanResult? ScanFor(TrainingSettings settings, IReadOnlyList<string> sources, CancellationToken cancellationToken) =>
        settings.Triplets is { From: TripletStart.Onnx } ? null : source.Scan(sources, cancellationToken);

    private IndexReport IndexWith(
        IReadOnlyList<string> paths, IndexRequest request, IProgress<IndexProgress>? progress, Action<string>? note, CancellationToken cancellationToken)
    {
        using var writing = Lock();
        using var catalog = SqliteCatalog.Open(Layout.Catalog);
        return new IndexPass(catalog, source, Layout, descriptors, request).Run(paths, progress, note, cancellationToken);
    }

    /// <summary>Why a folder cannot be looked into; null where it can, or is not there.</summary>
    private static UnusableInputException? Unreadable(string folder)
    {
        if (File.Exists(folder)) return new UnusableInputException($"The library '{folder}' is a file, where a folder is expected. Name the folder of a library.");
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
            return new UnusableInputException($"The library '{folder}' cannot be read: {failure.Message.TrimEnd('.')}. Mend that, or name another folder.", failure);
        }
    }

    /// <summary>Whether there is one to be opened. A file without a byte is what a run leaves that was killed as it made one.</summary>
    private bool HasCatalog => new FileInfo(Layout.Catalog) is { Exists: true, Length: > 0 } || Directory.Exists(Layout.Catalog);

    private void RequireCatalog()
    {
        if (!HasCatalog) throw new UnusableInputException($"The library '{Layout.Folder}' holds no pictures yet. Index some first.");
    }

    private SqliteCatalog ReadCatalog(CancellationToken cancellationToken)
    {
        RequireCatalog();
        return SqliteCatalog.OpenForReading(Layout.Catalog, cancellationToken);
    }
}
