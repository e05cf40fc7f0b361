using System.Reflection;
using Likeness.Catalog.Sqlite;
using Likeness.Clustering;
using Likeness.Evaluation;
using Likeness.Export;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Drawing;
using Likeness.Imaging.Scanning;
using Likeness.Indexing;
using Likeness.Neural.Files;
using Likeness.Neural.Files.Onnx;
using Likeness.Numerics.Simd;
using Likeness.Onnx;
using Likeness.Training;

namespace Likeness.Cli.Operations;

/// <summary>The commands on a real library.</summary>
internal sealed class LibraryOperations : ILibraryOperations, IDisposable
{
    private (string Folder, int Threads, ImageLibrary Library)? searched;

    public TrainingReport Train(
        string library, IReadOnlyList<string> pictures, TrainingSettings settings, ILibraryProgress progress, CancellationToken cancelled)
    {
        settings.Validate();
        var opened = settings.Triplets is null or { From: TripletStart.Nothing } ? ImageLibrary.Create(library, Options()) : Open(library);
        return With(opened, known => known.TrainAsync(pictures, settings, progress, cancelled));
    }

    public UnfinishedTraining? FindUnfinishedTraining(string library, TrainingObjective? objective) =>
        With(ImageLibrary.OpenTraining(library, Options()), opened => Task.FromResult(opened.FindUnfinishedTraining(objective)));

    public TrainingReport ResumeTraining(
        string library, TrainingObjective? objective, ILibraryProgress progress, CancellationToken cancelled) =>
        With(ImageLibrary.OpenTraining(library, Options()), opened => opened.ResumeTrainingAsync(objective, progress, cancelled));

    public EvaluationReport Evaluate(
        string library, IReadOnlyList<string> pictures, EvaluationSettings settings, ILibraryProgress progress,
        CancellationToken cancelled) =>
        With(Open(library), opened => opened.EvaluateAsync(pictures, settings, progress, cancelled));

    public RetrievalReport EvaluateRetrieval(string library, RetrievalSettings settings, CancellationToken cancelled) =>
        With(Open(library), opened => opened.EvaluateRetrievalAsync(settings, cancelled));

    public IndexReport Index(
        string library, IReadOnlyList<string> pictures, IndexArguments arguments, ILibraryProgress progress, CancellationToken cancelled)
    {
        var request = new IndexRequest
        {
            Descriptors = arguments.Descriptors,
            PostProcessing = arguments.PostProcessing,
            Threads = arguments.Threads,
            Again = arguments.Again,
        };
        var options = Options();
        options.Source = new FileSource { Rules = arguments.Rules };
        if (arguments.Network is not { } network)
            return With(ImageLibrary.Create(library, options), opened => opened.IndexAsync(pictures, request, progress, cancelled));

        // Checked before a folder is made for it; what it says of itself is written when the pictures have been found too.
        var recipe = arguments.Preprocessing is { } preprocessing
            ? OnnxDescriptorSource.Prepare(network, arguments.Output, preprocessing, threads: arguments.Threads)
            : OnnxDescriptorSource.Prepare(network, arguments.Output, threads: arguments.Threads);
        return With(ImageLibrary.Create(library, options), opened => opened.IndexAsync(
            pictures, request with { Opened = [recipe.Open(arguments.Threads)], BeforeWriting = () => recipe.Write(opened.Layout) }, progress, cancelled));
    }

    public ForgetReport Forget(string library, string path, CancellationToken cancelled) =>
        With(Open(library), opened => opened.ForgetAsync(path, cancelled));

    public IEnumerable<IndexedPicture> Pictures(string library, CancellationToken cancelled) =>
        Each(Open(library), opened => opened.PicturesAsync(cancelled), cancelled);

    public IEnumerable<SkippedPicture> Rejected(string library, CancellationToken cancelled) =>
        Each(Open(library), opened => opened.RejectedAsync(cancelled), cancelled);

    public SearchReport Search(string library, PictureQuery query, SearchRequest request, int threads, CancellationToken cancelled)
    {
        var drawing = PictureWriter.Prepare();
        try
        {
            return OpenToSearch(library, threads).SearchAsync(query.ToSearchQuery(), request, cancelled).GetAwaiter().GetResult();
        }
        finally
        {
            drawing.Wait(CancellationToken.None); // also when the search fails, and the program ends
        }
    }

    public SearchReport Draw(string library, SearchReport report, PictureQuery query, string name) =>
        With(Open(library), opened => Task.FromResult(opened.Draw(report, query.ToSearchQuery(), name)));

    public ClusterReport Cluster(
        string library, string descriptor, ClusterSettings settings, ILibraryProgress progress, CancellationToken cancelled) =>
        With(Open(library), opened => opened.ClusterAsync(descriptor, settings, progress, cancelled));

    public ClusterReport Draw(string library, ClusterReport report, bool each) =>
        With(Open(library), opened => Task.FromResult(opened.Draw(report, each)));

    public ExportReport ExportOnnx(string library, string? output, OnnxPart part) =>
        With(Open(library), opened => Task.FromResult(opened.ExportOnnx(output, part)));

    public InfoReport Info(string library) => With(Open(library), async opened =>
    {
        var info = await opened.InfoAsync();
        var header = info.HasModel ? ModelFile.ReadHeader(opened.Layout.Model) : null;
        return new InfoReport(
            info.Folder, info.Pictures, info.Roots,
            [.. info.Descriptors.Select(d => new DescriptorInfo(d.Descriptor.Name, d.Descriptor.Fingerprint, d.Descriptor.Dimensions, d.Vectors))],
            info.HasModel ? opened.Layout.Model : null, header?.Settings.Height, header?.Fingerprint, SimdPath.Name, Environment.ProcessorCount, Version,
            PictureDecoders.Current);
    });

    public void Dispose() => Close();

    /// <summary>What was opened for a search stays open for the next one: several queries read the vectors once.</summary>
    private ImageLibrary OpenToSearch(string folder, int threads)
    {
        if (searched is { } open && open.Folder == folder && open.Threads == threads) return open.Library;
        Close();
        var options = Options();
        options.Threads = threads;
        options.Catalog = new SqliteCatalogFactory { Threads = threads };
        var opened = ImageLibrary.Open(folder, options);
        searched = (folder, threads, opened);
        return opened;
    }

    private void Close()
    {
        if (searched is { } open) open.Library.DisposeAsync().AsTask().GetAwaiter().GetResult();
        searched = null;
    }

    private static IEnumerable<T> Each<T>(ImageLibrary library, Func<ImageLibrary, IAsyncEnumerable<T>> list, CancellationToken cancelled)
    {
        try
        {
            foreach (var item in list(library).ToBlockingEnumerable(cancelled)) yield return item;
        }
        finally
        {
            library.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static LibraryOptions Options() => new() { Descriptors = KnownDescriptors.All };

    private static ImageLibrary Open(string library) => ImageLibrary.Open(library, Options());

    /// <summary>A command is one thing after the other: it waits for what the library does.</summary>
    private static T With<T>(ImageLibrary opened, Func<ImageLibrary, Task<T>> work)
    {
        return Run().GetAwaiter().GetResult();

        async Task<T> Run()
        {
            await using (opened) return await work(opened);
        }
    }

    private static string Version => typeof(LibraryOperations).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
