using System.CommandLine;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;
using Likeness.Clustering;

namespace Likeness.Cli.Commands;

/// <summary><c>likeness cluster</c>: divides the library into clusters of pictures that look alike.</summary>
internal sealed class ClusterCommand : Command
{
    private readonly CommandContext context;

    private readonly Option<WholeOrWord> clusters = Setting.WholeOr(
        "--clusters", "How many clusters; auto tries several numbers and takes the knee of the inertia", "auto", 2,
        ClusterSettings.MostClusters);

    private readonly Option<string> descriptor = Common.Descriptor("The descriptor whose vectors are divided");
    private readonly Option<int> most = Setting.Whole("--most", "The most clusters that auto tries", 20, 3, 1000);
    private readonly Option<bool> each = new("--each") { Description = "Also draw each cluster on its own, with more of its pictures" };
    private readonly Option<int> seed = Setting.Whole("--seed", "The seed of the first centers", 42, 0, int.MaxValue);
    private readonly Option<string> library = Common.Library();
    private readonly Option<bool> noDrawing = Common.NoDrawing();
    private readonly Option<int> threads = Common.Threads();
    private readonly Option<bool> json = Common.Json();

    public ClusterCommand(CommandContext context)
        : base(
            "cluster",
            "Divide the library's pictures into clusters that look alike, which search --clusters can use. Draws the elbow and the clusters.")
    {
        this.context = context;
        foreach (var option in (ReadOnlySpan<Option>)[clusters, descriptor, most, each, seed, library, noDrawing, threads, json])
            Add(option);
        Validators.Add(given =>
        {
            if (given.GetValue(each) && given.GetValue(noDrawing))
                given.AddError("--each and --no-drawing were given together; leave one of them out");
        });
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        var settings = new ClusterSettings
        {
            Clusters = given.GetRequiredValue(clusters).Value,
            Most = given.GetValue(most),
            Seed = given.GetValue(seed),
            Threads = given.GetValue(threads),
        };
        var folder = given.GetRequiredValue(library);
        var report = context.Terminal.WithProgress(
            progress => context.Operations.Cluster(folder, given.GetRequiredValue(descriptor), settings, progress, context.Cancelled));
        if (!given.GetValue(noDrawing))
            report = context.Terminal.TryDraw(report, found => context.Operations.Draw(folder, found, given.GetValue(each)));
        context.Terminal.WarnOfMissing(report.WithoutVector, report.Descriptor, "divided");
        context.Terminal.Print(report, ReportJson.Formats.ClusterReport, given.GetValue(json), to => Words.Print(to, report));
        return ExitCode.Done;
    }
}
