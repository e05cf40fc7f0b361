using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Likeness.Cli.Operations;
using Likeness.Clustering;
using Likeness.Evaluation;
using Likeness.Imaging.Scanning;
using Likeness.Indexing;

namespace Likeness.Cli.Output;

/// <summary>How reports become JSON. Generated at build time: starting the program stays quick.</summary>
[JsonSerializable(typeof(TrainingReport))]
[JsonSerializable(typeof(TripletReport))]
[JsonSerializable(typeof(EvaluationReport))]
[JsonSerializable(typeof(RetrievalReport))]
[JsonSerializable(typeof(IndexReport))]
[JsonSerializable(typeof(ForgetReport))]
[JsonSerializable(typeof(ForgetReports))]
[JsonSerializable(typeof(SearchReport))]
[JsonSerializable(typeof(SearchReports))]
[JsonSerializable(typeof(ListedPicture))]
[JsonSerializable(typeof(RejectedFile))]
[JsonSerializable(typeof(ClusterReport))]
[JsonSerializable(typeof(Export.ExportReport))]
[JsonSerializable(typeof(InfoReport))]
[JsonSerializable(typeof(Demo.DemoReport))]
[JsonSerializable(typeof(Experiments.ExperimentList))]
[JsonSerializable(typeof(Experiments.ExperimentResults))]
[JsonSerializable(typeof(Experiments.ExperimentPage))]
[JsonSerializable(typeof(Bench.TrainBenchReport))]
[JsonSerializable(typeof(Bench.EncodeBenchReport))]
[JsonSerializable(typeof(Bench.NetworkBenchReport))]
[JsonSerializable(typeof(Bench.LoadBenchReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>The formats of all reports.</summary>
    public static ReportJson Formats { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // File names stay readable; this is for pipes and terminals, never for HTML. Control characters are escaped all the same.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // A loss that is no number must not keep the rest of the report from being printed.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    });
}

/// <summary>The report of learning from labels as one flat object.</summary>
internal sealed record TripletReport(
    int Pictures, IReadOnlyList<SkippedPicture> Skipped, int Labels, IReadOnlyList<string> LeftOut, int Training, int Validation,
        int Epochs, double TrainLoss, int BestEpoch,
    double? ValidationP1, double? ValidationP10, double? StartP1, double? StartP10, double SecondsPerEpoch, double PicturesPerSecond,
        int Dimensions, long Parameters, string Fingerprint, string Model)
{
    /// <summary>Of a training that has learned labels.</summary>
    public static TripletReport Of(TrainingReport report) => report.Labels is { } labels
        ? new TripletReport(
            report.Pictures, report.Skipped, labels.Labels, labels.LeftOut, report.Training, report.Validation, report.Epochs,
                report.TrainLoss, report.BestEpoch,
            labels.ValidationP1, labels.ValidationP10, labels.StartP1, labels.StartP10, report.SecondsPerEpoch, report.PicturesPerSecond,
                labels.Dimensions,
            report.Parameters, report.Fingerprint, report.Model)
        : throw new ArgumentException("No labels were learned.", nameof(report));
}
