using Likeness.Cli.Operations;
using Likeness.Clustering;
using Likeness.Descriptors.Codes;
using Likeness.Evaluation;
using Likeness.Export;
using Likeness.Indexing;
using Likeness.Neural.Training;

namespace Likeness.Cli.Output;

/// <summary>Reports in words, as they are printed without <c>--json</c>.</summary>
internal static class Words
{
    /// <summary>One line for one epoch.</summary>
    public static string Of(EpochRecord epoch, int epochs)
    {
        var active = epoch.Metrics[TripletObjective.ActiveShare] is { } share ? $"  active {share:0.00}" : "";
        var loss = epoch.Validation[LossValidation.Loss] is { } validated ? $"  val_loss {validated:0.0000}" : "";
        var precision = epoch.Validation["p1"] is { } p1 && epoch.Validation["p10"] is { } p10 ? $"  P@1 {p1:0.000}  P@10 {p10:0.000}" : "";
        return $"Epoch {epoch.Epoch}/{epochs}  loss {epoch.Loss:0.0000}{active}{loss}{precision}  {epoch.PicturesPerSecond:0} pictures/s  {epoch.Seconds:0.0} s";
    }

    /// <summary>Prints what training reached.</summary>
    public static void Print(TextWriter to, TrainingReport report)
    {
        if (report.Labels is { } labels)
        {
            Print(to, report, labels);
            return;
        }

        to.WriteLine($"trained on {report.Training} pictures, validated on {report.Validation}, {report.Epochs} epochs, {report.Parameters:N0} parameters");
        to.WriteLine($"loss {report.TrainLoss:0.0000}" + (report.ValidationLoss is { } loss ? $", validation loss {loss:0.0000}, best epoch {report.BestEpoch}" : ""));
        to.WriteLine($"{report.SecondsPerEpoch:0.0} s per epoch, {report.PicturesPerSecond:0} pictures/s");
        to.WriteLine($"model {Terminal.Printable(report.Model)} ({Short(report.Fingerprint)})" + (report.Last == report.Model ? "" : $"; the last epoch's beside it: {Terminal.Printable(report.Last)}"));
    }

    private static void Print(TextWriter to, TrainingReport report, LabelReport labels)
    {
        to.WriteLine($"learned {labels.Labels} labels from {report.Training} pictures, validated on {report.Validation}, {report.Epochs} epochs, {report.Parameters:N0} parameters");
        if (labels.LeftOut.Count > 0) to.WriteLine($"left out, with one picture to learn from: {Terminal.Printable(string.Join(", ", labels.LeftOut))}");
        var precision = labels.ValidationP10 is { } p10 ? $", on the pictures held back P@1 {labels.ValidationP1:0.000} P@10 {p10:0.000}, best epoch {report.BestEpoch}" : "";
        to.WriteLine($"loss {report.TrainLoss:0.0000}{precision}");
        if (labels.StartP10 is { } before) to.WriteLine($"what it started from had P@1 {labels.StartP1:0.000} P@10 {before:0.000} on them");
        to.WriteLine($"{report.SecondsPerEpoch:0.0} s per epoch, {report.PicturesPerSecond:0} pictures/s");
        to.WriteLine($"embedding {Terminal.Printable(report.Model)}, {labels.Dimensions} numbers ({Short(report.Fingerprint)}); describe pictures by it: likeness index --descriptor triplet");
    }

    /// <summary>Prints how well the model does.</summary>
    public static void Print(TextWriter to, EvaluationReport report)
    {
        to.WriteLine($"{report.Pictures} pictures, reconstruction error {report.ReconstructionError:0.0000}");
        if (report.P1 is { } p1)
            to.WriteLine($"P@1 {p1:0.000}  P@10 {report.P10:0.000}  mAP {report.Map:0.000}  (label = folder, leave-one-out{Mix(report.Weights)})");
        if (report.Montage is not null)
            to.WriteLine($"montage {Terminal.Printable(report.Montage)}");
    }

    /// <summary>Prints what indexing changed.</summary>
    public static void Print(TextWriter to, IndexReport report) => to.WriteLine(
        $"{report.Added} added, {report.Updated} updated, {report.Moved} moved, {report.Removed} removed, {report.Unchanged} unchanged, {report.Skipped.Count} skipped; " +
        $"{report.Seconds:0.0} s, {report.PicturesPerSecond:0} pictures/s");

    /// <summary>Prints what was forgotten.</summary>
    public static void Print(TextWriter to, ForgetReport report) => to.WriteLine(
        $"forgot {report.Pictures} pictures of {Terminal.Printable(report.Path)}"
        + (report.Rejected > 0 ? $" and {report.Rejected} files that are none" : "") + "; the files are untouched");

    /// <summary>Prints the hits, nearest first.</summary>
    /// <param name="to">Where.</param>
    /// <param name="report">What was found.</param>
    /// <param name="request">What was asked for; null for the usual.</param>
    public static void Print(TextWriter to, SearchReport report, SearchRequest? request = null)
    {
        foreach (var hit in report.Hits)
            to.WriteLine($"{hit.Rank,3}  {hit.Distance,9:0.0000}  {Terminal.Printable(hit.Path)}" + (hit.Label is null ? "" : $"  [{Terminal.Printable(hit.Label)}]") + Copies(hit, request) + Parts(hit));
        if (report.Hits.Count == 0)
            to.WriteLine(report switch
            {
                { WithoutVector: > 0 } => $"no hits: no other picture that is described by {report.Descriptor}; {report.WithoutVector} of the library's pictures are not",
                _ when request?.Clusters is not null => "no hits: no other picture in the clusters that were searched",
                _ when request is { Label: not null } or { Below: not null } or { MaxDistance: < float.PositiveInfinity } =>
                    $"no hits: no other picture {Limits(request)}",
                _ => "no hits: the library holds no other picture",
            });
        if (report.Montage is not null)
            to.WriteLine($"montage {Terminal.Printable(report.Montage)}");
    }

    /// <summary>Prints how the library was divided into clusters.</summary>
    public static void Print(TextWriter to, ClusterReport report)
    {
        to.WriteLine($"{report.Clusters} clusters of {report.Sizes.Sum()} pictures by {report.Descriptor}: {report.Chosen}; {report.Seconds:0.0} s");
        to.WriteLine($"pictures in each: {string.Join(", ", report.Sizes)}");
        to.WriteLine($"inertia {report.Inertia:g6}, silhouette {report.Silhouette:0.000}");
        foreach (var recall in report.Recall)
            to.WriteLine($"search --clusters {recall.Probes} keeps {recall.RecallAt10:0.0%} of the ten nearest ({report.RecallQueries} queries)");
        foreach (var drawing in report.Montages.Prepend(report.Elbow))
            if (drawing is not null)
                to.WriteLine($"drawn {Terminal.Printable(drawing)}");
    }

    /// <summary>Prints what was written for other programs.</summary>
    public static void Print(TextWriter to, ExportReport report)
    {
        to.WriteLine($"{report.Part} {Terminal.Printable(report.File)}, {report.Bytes / 1e6:0.0} MB ({Short(report.Fingerprint)})");
        to.WriteLine($"in: {report.Input}, float32, batch × {string.Join(" × ", report.InputShape)}, 0 to 1; out: {string.Join(", ", report.Outputs)} (batch × {report.Codes} codes)");
    }

    /// <summary>Prints what a library holds.</summary>
    public static void Print(TextWriter to, InfoReport info)
    {
        to.WriteLine($"library {Terminal.Printable(info.Library)}: {info.Pictures} pictures");
        foreach (var root in info.Roots)
            to.WriteLine($"  from {Terminal.Printable(root)}");
        foreach (var descriptor in info.Descriptors)
            to.WriteLine($"descriptor {descriptor.Name}: {descriptor.Vectors} vectors of {descriptor.Dimensions} ({Short(descriptor.Fingerprint)})");
        to.WriteLine(info.Model is null ? "no model yet (likeness train makes one)" : $"model {Terminal.Printable(info.Model)}, pictures of {info.ImageSize}×{info.ImageSize} ({Short(info.Fingerprint)})");
        to.WriteLine($"SIMD {info.Simd}, {info.Threads} threads, version {info.Version}");
        var decoders = info.Decoders;
        to.WriteLine($"pictures are decoded by libvips {decoders.Libvips} ({decoders.Origin}, {Terminal.Printable(decoders.File)}), JPEG by {decoders.Jpeg}");
        to.WriteLine($"  read: {string.Join(", ", decoders.Reads)}");
        if (decoders.Gain is not null)
            to.WriteLine($"  {Terminal.Printable(decoders.Gain)}");
    }

    private static string Mix(IReadOnlyList<DescriptorWeight> weights) => weights switch
    {
        [] or [{ Descriptor: CodesDescriptor.StandardName }] => "",
        [var alone] => $", by {alone.Descriptor}",
        _ => $", by {string.Join(" + ", weights.Select(part => $"{part.Weight:0.##} {part.Descriptor}"))}",
    };

    private static string Parts(Hit hit) => hit.Why.Count < 2 ? "" : $"  ({string.Join(", ", hit.Why.Select(part => $"{part.Descriptor} {part.Distance:0.0000}"))})";

    private static string Limits(SearchRequest request) => string.Join(" and ", ((string?[])
    [
        request.Label is null ? null : $"in a folder called {Terminal.Printable(request.Label)}",
        request.Below is null ? null : $"below {Terminal.Printable(request.Below)}",
        float.IsPositiveInfinity(request.MaxDistance) ? null : $"within a distance of {request.MaxDistance}",
    ]).OfType<string>());

    // Where each copy has a line of its own, their number says nothing new.
    private static string Copies(Hit hit, SearchRequest? request) => hit.Copies switch
    {
        _ when request?.Copies == true => "",
        0 => "",
        1 => "  (+1 copy)",
        _ => $"  (+{hit.Copies} copies)",
    };

    // Enough to tell two models apart; --json has all of it.
    private static string Short(string? fingerprint) => fingerprint is { Length: > 12 } ? fingerprint[..12] : fingerprint ?? "";
}
