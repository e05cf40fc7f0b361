using System.Reflection;
using Likeness.Clustering;
using Likeness.Descriptors.Colour;
using Likeness.Evaluation;
using Likeness.Export;
using Likeness.Imaging.Drawing;
using Likeness.Indexing;
using Likeness.Library;
using Likeness.Neural.Files;
using Likeness.Neural.Files.Onnx;
using Likeness.Numerics.Simd;
using Likeness.Ranking;
using Likeness.Ranking.Fusion;
using Likeness.Training;
using Likeness.Training.Triplets;

namespace Likeness.Cli.Operations;

/// <summary>The commands on a real library.</summary>
internal sealed class LibraryOperations : ILibraryOperations
{
    public TrainingReport Train(string library, IReadOnlyList<string> pictures, TrainingSettings settings, ILibraryProgress progress, CancellationToken cancelled)
    {
        settings.Validate();
        return ImageLibrary.Create(library).Train(pictures, settings, progress, cancelled);
    }

    public TripletReport TrainTriplet(string library, IReadOnlyList<string> pictures, TripletTrainingSettings settings, ILibraryProgress progress, CancellationToken cancelled)
    {
        settings.Validate();
        var opened = settings.From == TripletStart.Nothing ? ImageLibrary.Create(library) : ImageLibrary.Open(library);
        return opened.TrainTriplet(pictures, settings, progress, cancelled);
    }

    public UnfinishedTraining? FindUnfinishedTraining(string library) => ImageLibrary.OpenTraining(library).FindUnfinishedTraining();

    public TrainingReport ResumeTraining(string library, ILibraryProgress progress, CancellationToken cancelled) =>
        ImageLibrary.OpenTraining(library).ResumeTraining(progress, cancelled);

    public EvaluationReport Evaluate(string library, IReadOnlyList<string> pictures, double colour, ILibraryProgress progress, CancellationToken cancelled) =>
        ImageLibrary.Open(library).Evaluate(pictures, new EvaluationSettings { Colour = colour }, progress, cancelled);

    public IndexReport Index(string library, IReadOnlyList<string> pictures, int threads, ILibraryProgress progress, CancellationToken cancelled)
    {
        var opened = ImageLibrary.Open(library);
        using var codes = opened.LoadCodes(threads);
        using var colours = new ColourDescriptor(codes.PictureHeight, codes.PictureWidth, threads);
        progress.Begin("Indexing", 0);
        var total = -1;
        return opened.Index(pictures, [codes, colours], new IndexSettings { Readers = threads }, new Steps(step =>
        {
            if (step.Total != total) progress.Begin("Indexing", total = step.Total);
            progress.Reach(step.Done);
        }), cancelled);
    }

    public SearchReport Search(string library, string query, int count, bool includeSelf, int? clusters, double colour, CancellationToken cancelled)
    {
        var opened = ImageLibrary.Open(library);
        var drawing = PictureWriter.Prepare();
        try
        {
            using var codes = opened.BeginCodes();
            using var colours = new ColourDescriptor(codes.PictureHeight, codes.PictureWidth, threads: 1);
            return opened.Search(query, [new WeightedDescriptor(codes, 1 - colour), new WeightedDescriptor(colours, colour)], new SearchRequest(count, includeSelf, clusters));
        }
        finally
        {
            drawing.Wait(CancellationToken.None); // also when the search fails, and the program ends
        }
    }

    public SearchReport Draw(string library, SearchReport report) => ImageLibrary.Open(library).Draw(report);

    public ClusterReport Cluster(string library, ClusterSettings settings, ILibraryProgress progress, CancellationToken cancelled)
    {
        settings.Validate();
        var opened = ImageLibrary.Open(library);
        using var codes = opened.LoadCodes(settings.Threads);
        return opened.Cluster(codes, settings, progress, cancelled);
    }

    public ClusterReport Draw(string library, ClusterReport report, bool each) => ImageLibrary.Open(library).Draw(report, each);

    public ExportReport ExportOnnx(string library, string? output, OnnxPart part) => ImageLibrary.Open(library).ExportOnnx(output, part);

    public InfoReport Info(string library)
    {
        var opened = ImageLibrary.Open(library);
        var info = opened.Info();
        var header = info.HasModel ? ModelFile.ReadHeader(opened.Layout.Model) : null;
        return new InfoReport(
            info.Folder, info.Pictures, info.Roots, [.. info.Descriptors.Select(d => new DescriptorInfo(d.Descriptor.Name, d.Descriptor.Fingerprint, d.Descriptor.Dimensions, d.Vectors))],
            info.HasModel ? opened.Layout.Model : null, header?.Settings.Height, header?.Fingerprint, SimdPath.Name, Environment.ProcessorCount, Version);
    }

    private static string Version => typeof(LibraryOperations).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Tells at once, on the thread that reports: the framework's own would post it elsewhere.</summary>
    private sealed class Steps(Action<IndexProgress> tell) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value) => tell(value);
    }
}
