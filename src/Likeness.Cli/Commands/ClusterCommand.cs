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
    private readonly Option<WholeOrWord> clusters = Setting.WholeOr("--clusters", "How many clusters; auto takes the knee of the inertia", "auto", 2, ClusterSettings.MostClusters);
    private readonly Option<string> descriptor = Common.Descriptor("Whose vectors to divide");
    private readonly Option<int> most = Setting.Whole("--most", "The most clusters that auto tries", 20, 3, 1000);
    private readonly Option<bool> each = new("--each") { Description = "Draw each cluster by itself too, with more of its pictures" };
    private readonly Option<int> seed = Setting.Whole("--seed", "Seed of the first centres", 42, 0, int.MaxValue);
    private readonly Option<string> library = Common.Library();
    private readonly Option<int> threads = Common.Threads();
    private readonly Option<bool> json = Common.Json();

    public ClusterCommand(CommandContext context) : base("cluster", "Divide the library's pictures into clusters that look alike, for search --clusters. Draws the elbow and the clusters.")
    {
        this.context = context;
        foreach (var option in (ReadOnlySpan<Option>)[clusters, descriptor, most, each, seed, library, threads, json])
            Add(option);
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
        var report = context.Terminal.WithProgress(progress => context.Operations.Cluster(given.GetRequiredValue(library), given.GetRequiredValue(descriptor), settings, progress, context.Cancelled));
        report = context.Terminal.TryDraw(report, found => context.Operations.Draw(given.GetRequiredValue(library), found, given.GetValue(each)));
        context.Terminal.WarnOfMissing(report.WithoutVector, report.Descriptor, "divided");
        context.Terminal.Print(report, ReportJson.Formats.ClusterReport, given.GetValue(json), to => Words.Print(to, report));
        return ExitCode.Done;
    }
}
