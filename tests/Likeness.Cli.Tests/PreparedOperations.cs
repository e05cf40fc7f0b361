using Likeness.Cli.Operations;
using Likeness.Clustering;
using Likeness.Evaluation;
using Likeness.Export;
using Likeness.Imaging.Scanning;
using Likeness.Indexing;
using Likeness.Neural.Files.Onnx;
using Likeness.Neural.Training;
using Likeness.Training;

namespace Likeness.Cli.Tests;

/// <summary>Notes what it was asked, answers with a fixed report, or throws what the test wants thrown.</summary>
internal sealed class PreparedOperations : ILibraryOperations
{
    public List<string> Calls { get; } = [];

    public TrainingSettings? Trained { get; private set; }

    public IReadOnlyList<string> TrainedOn { get; private set; } = [];

    public string? TrainedIn { get; private set; }

    public Exception? Failure { get; set; }

    public Exception? DrawingFailure { get; set; }

    public int WithoutVector { get; set; }

    public IReadOnlyList<Hit> Hits { get; set; } = [new(1, "coast/a.jpg", 0.125f, "coast"), new(2, "b\u001b[2J.jpg", 0.25f, null)];

    public SearchRequest? Searched { get; private set; }

    public RetrievalSettings? Measured { get; private set; }

    public TrainingReport Train(string library, IReadOnlyList<string> pictures, TrainingSettings settings, ILibraryProgress progress, CancellationToken cancelled)
    {
        if (settings.Triplets is not null)
        {
            Note($"triplet {library} [{string.Join(' ', pictures)}]", cancelled);
            TrainedByLabels = settings;
            return new(40, [], 30, 10, 60, 0.0512, null, 7, 1.2, 812, 6_000, "abcdefabcdefabcdef", "lib/descriptors/triplet.safetensors", "lib/descriptors/triplet.safetensors")
            {
                Labels = new(3, ["lonely"], 0.75, 0.625, 0.5, 0.375, 128),
            };
        }

        Note("train", cancelled);
        (Trained, TrainedOn, TrainedIn) = (settings, pictures, library);
        progress.Begin("Training", 300);
        progress.EndEpoch(new(3, 0.0283, MetricSet.Of("reconstruction_error", 0.028), MetricSet.Of(("loss", 0.0291), ("error", 0.029)), 1e-3, 1.21, 812.4), 60);
        progress.EndEpoch(new(4, 0.0271, MetricSet.Of("reconstruction_error", 0.027), MetricSet.None, 1e-3, 1.2, 820), 60);
        return new(40, [new("a\nb.jpg", "the file is empty")], 30, 10, 60, 0.0271, 0.0291, 3, 1.2, 812, 6_000_000, "abc", "lib/model.safetensors", "lib/training/last.safetensors");
    }

    public TrainingSettings? TrainedByLabels { get; private set; }

    public UnfinishedTraining? Unfinished { get; set; }

    public UnfinishedTraining? FindUnfinishedTraining(string library, TrainingObjective? objective) =>
        objective is null || Unfinished?.Settings.Objective == objective ? Unfinished : null;

    public TrainingReport ResumeTraining(string library, TrainingObjective? objective, ILibraryProgress progress, CancellationToken cancelled) =>
        Train(library, Unfinished!.Sources, Unfinished.Settings, progress, cancelled);

    public EvaluationReport Evaluate(string library, IReadOnlyList<string> pictures, EvaluationSettings settings, ILibraryProgress progress, CancellationToken cancelled)
    {
        Note($"evaluate {library} [{string.Join(' ', pictures)}]{By(settings.Descriptors)}", cancelled);
        Evaluated = settings;
        return new(10, [], 0.017, 0.5, 0.4, 0.2, "lib/reports/montage.png");
    }

    public EvaluationSettings? Evaluated { get; private set; }

    public ForgetReport Forget(string library, string path, CancellationToken cancelled)
    {
        Note($"forget {library} {path}", cancelled);
        return path.Contains("unknown", StringComparison.Ordinal)
            ? throw new UnusableInputException($"The library holds nothing of '{path}'.")
            : new(path, 7, 1, [path]);
    }

    public IEnumerable<IndexedPicture> Listed { get; set; } = [];

    public IEnumerable<IndexedPicture> Pictures(string library, CancellationToken cancelled)
    {
        Note($"list {library}", cancelled);
        return Listed;
    }

    public IEnumerable<SkippedPicture> Rejected(string library, CancellationToken cancelled)
    {
        Note($"list {library} rejected", cancelled);
        return [new("/p/a\nb.txt", "it is \"text\", no picture"), new("/p/inside/c.jpg", "the file is empty")];
    }

    public IndexReport Index(string library, IReadOnlyList<string> pictures, IndexArguments arguments, ILibraryProgress progress, CancellationToken cancelled)
    {
        Indexed = arguments;
        Note($"index {library} [{string.Join(' ', pictures)}]", cancelled);
        return new(5, 4, 3, 2, 1, [], 0.5, 10, 9, [])
        {
            Kept = [new("/mnt/u\nsb", 12)],
            LeftOut = new(new Dictionary<string, int> { [".mov"] = 12, [""] = 2 }, 4, new Dictionary<string, int> { ["@eaDir"] = 2 }, 1),
        };
    }

    public IndexArguments? Indexed { get; private set; }

    public RetrievalReport EvaluateRetrieval(string library, RetrievalSettings settings, CancellationToken cancelled)
    {
        Note($"retrieval {library} [{string.Join(' ', settings.Descriptors)}] {settings.Labels} {settings.Protocol}{By(settings.Together)}", cancelled);
        Measured = settings;
        return new(settings.Protocol, 12, 3, [new("codes", 0.5, 0.4, 0.3, 0.2, 0.6, 0.35, 0.45) { Dimensions = 192, Montage = "lib/reports/worst-codes.png" }]) { Queries = Math.Min(10, settings.MostQueries), Eligible = 10, LeftOut = 2, WithoutVector = WithoutVector };
    }

    public SearchReport Search(string library, PictureQuery query, SearchRequest request, int threads, CancellationToken cancelled)
    {
        Note(
            $"search {library} {query} {request.K} {request.IncludeSelf}{(request.Clusters is null ? "" : $" in {request.Clusters}")}"
            + By(request.Descriptors),
            cancelled);
        (Searched, SearchThreads) = (request, threads);
        return query.ToString().Contains("bad", StringComparison.Ordinal)
            ? throw new UnusableQueryException($"The query '{query}' cannot be used: it is no picture.")
            : new($"{query}", "codes", Hits, null) { WithoutVector = WithoutVector };
    }

    public int SearchThreads { get; private set; }

    public List<string> Drawings { get; } = [];

    public SearchReport Draw(string library, SearchReport report, PictureQuery query, string name)
    {
        if (DrawingFailure is not null) throw DrawingFailure;
        Drawings.Add(name);
        return report with { Montage = "lib/reports/search.png" };
    }

    public ClusterReport Cluster(string library, string descriptor, ClusterSettings settings, ILibraryProgress progress, CancellationToken cancelled)
    {
        Note($"cluster {library} {settings.Clusters?.ToString() ?? "auto"} {settings.Most} {settings.Seed} {settings.Threads}", cancelled);
        return new("codes", 2, "the knee", 12.5, 0.25, 9, [6, 4], [new(2, 12.5, 0.25), new(3, 11, 0.2)], [new(1, 0.75), new(2, 1)], 9, 0.5, null, []) { WithoutVector = WithoutVector };
    }

    public ClusterReport Draw(string library, ClusterReport report, bool each) => DrawingFailure is not null
        ? throw DrawingFailure
        : report with { Elbow = "lib/reports/elbow.png", Montages = each ? ["lib/reports/clusters.png", "lib/reports/cluster-1.png"] : ["lib/reports/clusters.png"] };

    public ExportReport ExportOnnx(string library, string? output, OnnxPart part)
    {
        Note($"export {library} {output ?? "-"} {part}", CancellationToken.None);
        return new(output ?? "lib/encoder.onnx", "encoder", 51_000_000, "pictures", [64, 64, 3], ["codes"], 192, "abcdefabcdefabcdef");
    }

    public InfoReport Info(string library)
    {
        Note($"info {library}", CancellationToken.None);
        return new(library, 10, ["pictures"], [new("codes", "abc", 192, 9)], "lib/model.safetensors", 64, "abc", "512", 2, "0.1.0",
            new("8.18.7", "bundled", "lib/libvips.so", "libvips", ["JPEG", "PNG"], ["HEIC (HEVC)"], "not read here: HEIC (HEVC)"));
    }

    private static string By(IReadOnlyList<DescriptorShare> shares) =>
        shares.Count == 0 ? "" : $" by {string.Join(' ', shares.Select(share => $"{share.Descriptor}={share.Weight}"))}";

    private void Note(string call, CancellationToken cancelled)
    {
        Calls.Add(call);
        if (Failure is not null)
            throw Failure;
        cancelled.ThrowIfCancellationRequested();
    }
}
