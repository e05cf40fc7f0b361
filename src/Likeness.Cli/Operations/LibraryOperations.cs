using System.Reflection;
using Likeness.Clustering;
using Likeness.Descriptors.Colour;
using Likeness.Evaluation;
using Likeness.Export;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Drawing;
using Likeness.Indexing;
using Likeness.Library;
using Likeness.Neural.Files;
using Likeness.Neural.Files.Onnx;
using Likeness.Numerics.Simd;
using Likeness.Onnx;
using Likeness.Progress;
using Likeness.Ranking;
using Likeness.Ranking.Fusion;
using Likeness.Training;

namespace Likeness.Cli.Operations;

/// <summary>The commands on a real library.</summary>
internal sealed class LibraryOperations : ILibraryOperations
{
    public TrainingReport Train(string library, IReadOnlyList<string> pictures, TrainingSettings settings, ILibraryProgress progress, CancellationToken cancelled)
    {
        settings.Validate();
        var opened = settings.Triplets is null or { From: TripletStart.Nothing } ? ImageLibrary.Create(library) : ImageLibrary.Open(library);
        return opened.Train(pictures, settings, progress, cancelled);
    }

    public UnfinishedTraining? FindUnfinishedTraining(string library, TrainingObjective? objective) =>
        ImageLibrary.OpenTraining(library).FindUnfinishedTraining(objective);

    public TrainingReport ResumeTraining(string library, TrainingObjective? objective, ILibraryProgress progress, CancellationToken cancelled) =>
        ImageLibrary.OpenTraining(library).ResumeTraining(objective, progress, cancelled);

    public EvaluationReport Evaluate(string library, IReadOnlyList<string> pictures, double colour, ILibraryProgress progress, CancellationToken cancelled) =>
        Open(library).Evaluate(pictures, new EvaluationSettings { Colour = colour }, progress, cancelled);

    public RetrievalReport EvaluateRetrieval(string library, RetrievalSettings settings, CancellationToken cancelled) => Open(library).EvaluateRetrieval(settings, cancelled);

    public IndexReport Index(string library, IReadOnlyList<string> pictures, IndexArguments arguments, ILibraryProgress progress, CancellationToken cancelled)
    {
        var request = new IndexRequest
        {
            Descriptors = arguments.Descriptors,
            PostProcessing = arguments.PostProcessing,
            Threads = arguments.Threads,
            Again = arguments.Again,
        };
        var source = new FileSource { Rules = arguments.Rules };
        ImageLibrary opened;
        if (arguments.Network is { } network)
        {
            // Checked before a folder is made for it; what it says of itself is written when the pictures have been found too.
            var recipe = arguments.Preprocessing is { } preprocessing
                ? OnnxDescriptorSource.Prepare(network, arguments.Output, preprocessing, threads: arguments.Threads)
                : OnnxDescriptorSource.Prepare(network, arguments.Output, threads: arguments.Threads);
            opened = ImageLibrary.Create(library, source, KnownDescriptors.All);
            request = request with { Opened = [recipe.Open(arguments.Threads)], BeforeWriting = () => recipe.Write(opened.Layout) };
        }
        else
        {
            // What needs no training, such as colours, can be the beginning of a library.
            var possible = KnownDescriptors.All.In(new LibraryLayout(Path.GetFullPath(library)));
            opened = arguments.Descriptors.Count > 0 && arguments.Descriptors.All(possible.Contains)
                ? ImageLibrary.Create(library, source, KnownDescriptors.All)
                : ImageLibrary.Open(library, source, KnownDescriptors.All);
        }

        progress.Begin("Indexing", 0);
        var total = -1;
        return opened.Index(pictures, request, new Steps(step =>
        {
            if (step.Total != total) progress.Begin("Indexing", total = step.Total);
            progress.Reach(step.Done);
        }), progress.Note, cancelled);
    }

    public ForgetReport Forget(string library, string folder) => Open(library).Forget(folder);

    public SearchReport Search(string library, string query, SearchArguments arguments, CancellationToken cancelled)
    {
        var opened = Open(library);
        using var picture = opened.OpenQuery(query);
        var drawing = PictureWriter.Prepare();
        try
        {
            // By colours alone nothing else is needed, and a library may have nothing else.
            var first = arguments.Colour == 1 ? ColourDescriptor.StandardName : arguments.Descriptor;
            using var descriptor = opened.OpenDescriptor(first, few: true);
            if (arguments.Colour == 0 || first == ColourDescriptor.StandardName)
                return opened.Search(picture, [new WeightedDescriptor(descriptor, 1)], arguments.Request, cancelled);
            using var colours = opened.OpenDescriptor(ColourDescriptor.StandardName, few: true);
            return opened.Search(
                picture, [new WeightedDescriptor(descriptor, 1 - arguments.Colour), new WeightedDescriptor(colours, arguments.Colour)], arguments.Request, cancelled);
        }
        finally
        {
            drawing.Wait(CancellationToken.None); // also when the search fails, and the program ends
        }
    }

    public SearchReport Draw(string library, SearchReport report) => Open(library).Draw(report);

    public ClusterReport Cluster(string library, string descriptor, ClusterSettings settings, ILibraryProgress progress, CancellationToken cancelled)
    {
        settings.Validate();
        var opened = Open(library);
        using var divided = opened.OpenDescriptor(descriptor, settings.Threads);
        return opened.Cluster(divided, settings, progress, cancelled);
    }

    public ClusterReport Draw(string library, ClusterReport report, bool each) => Open(library).Draw(report, each);

    public ExportReport ExportOnnx(string library, string? output, OnnxPart part) => Open(library).ExportOnnx(output, part);

    public InfoReport Info(string library)
    {
        var opened = Open(library);
        var info = opened.Info();
        var header = info.HasModel ? ModelFile.ReadHeader(opened.Layout.Model) : null;
        return new InfoReport(
            info.Folder, info.Pictures, info.Roots, [.. info.Descriptors.Select(d => new DescriptorInfo(d.Descriptor.Name, d.Descriptor.Fingerprint, d.Descriptor.Dimensions, d.Vectors))],
            info.HasModel ? opened.Layout.Model : null, header?.Settings.Height, header?.Fingerprint, SimdPath.Name, Environment.ProcessorCount, Version,
            PictureDecoders.Current);
    }

    private static ImageLibrary Open(string library) => ImageLibrary.Open(library, descriptors: KnownDescriptors.All);

    private static string Version => typeof(LibraryOperations).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Tells at once, on the thread that reports: the framework's own would post it elsewhere.</summary>
    private sealed class Steps(Action<IndexProgress> tell) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value) => tell(value);
    }
}
