using Likeness.Catalog.Sqlite;
using Likeness.Imaging.Batches;
using Likeness.Labels;
using Likeness.Library;
using Likeness.Neural.Files;
using Likeness.Neural.Models;
using Likeness.Numerics.Parallelism;

namespace Likeness.Training.Triplets;

/// <summary>
/// Gathers what a triplet training learns from and begins it: pictures where an encoder is trained, stored vectors where a head on another descriptor is. Whatever is wrong with the labels is refused
/// before anything is decoded or changed.
/// </summary>
internal sealed class TripletTrainingRun(LibraryLayout layout, TripletTrainingSettings settings, ILibraryProgress? progress)
{
    /// <summary>Trains on the pictures that a scan found.</summary>
    public TripletReport OnPictures(ScanResult scan, CancellationToken cancellationToken)
    {
        var paths = scan.Files.Select(file => file.FullPath).ToList();
        var labels = PictureLabels.Of(settings.Labels, paths, scan.Skipped.Select(skipped => skipped.Path));
        LabelNumbers.RequirePairs(labels);
        using var start = settings.From == TripletStart.Model ? ReadModel() : null;
        var graph = settings.Graph(start?.Settings ?? settings.Encoder);
        graph.Validate();
        progress?.Begin("Reading pictures", paths.Count);
        var cache = PictureCache.Preload(
            scan.Files, new PictureCacheOptions { Height = graph.Encoder!.Height, Width = graph.Encoder.Width, ByteBudget = settings.CacheBytes, Threads = Threads },
            done => progress?.Reach(done), cancellationToken);
        var labelOf = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < paths.Count; i++) labelOf[paths[i]] = labels[i];
        using var team = new WorkerTeam(Threads);
        using var material = new PictureMaterial(cache, scan.Skipped, labelOf, graph.Encoder.Grey, team.Threads);
        using var model = EmbeddingModel.Create(graph, (ulong)settings.Seed);
        if (start is not null) model.StartFrom(start.Encoder);
        return new TripletTraining(layout, settings with { Threads = Threads }, material, model, team, progress)
            .Run(scores => start is null ? null : scores.Of(start.Encoder, cancellationToken), cancellationToken);
    }

    /// <summary>Trains a head on the vectors that the library's pictures have of another descriptor.</summary>
    /// <param name="sources">The folders and files of the pictures to learn from, full paths.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    public TripletReport OnVectors(IReadOnlyList<string> sources, CancellationToken cancellationToken)
    {
        using var catalog = File.Exists(layout.Catalog)
            ? SqliteCatalog.OpenForReading(layout.Catalog, cancellationToken)
            : throw new UnusableInputException($"The library '{layout.Folder}' holds no pictures yet. Index some first (index --descriptor {TripletTrainingSettings.OnnxDescriptor}).");
        using var material = VectorMaterial.Read(catalog, TripletTrainingSettings.OnnxDescriptor, sources, settings.Labels);
        LabelNumbers.RequirePairs(material.Labels);
        using var team = new WorkerTeam(Threads);
        using var model = EmbeddingModel.Create(settings.Graph(material.Base), (ulong)settings.Seed);
        return new TripletTraining(layout, settings with { Threads = Threads }, material, model, team, progress)
            .Run(scores => scores.Of(material.Descriptor.Metric, cancellationToken), cancellationToken);
    }

    private int Threads => settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads;

    private Autoencoder ReadModel() => ModelFile.ReadEncoder(layout.Model).Model;
}
