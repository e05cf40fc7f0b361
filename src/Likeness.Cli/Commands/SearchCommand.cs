using System.CommandLine;
using Likeness.Cli.Operations;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;
using Likeness.Clustering;
using Likeness.Ranking;

namespace Likeness.Cli.Commands;

/// <summary><c>likeness search</c>: finds the pictures most like one picture.</summary>
internal sealed class SearchCommand : Command
{
    private readonly CommandContext context;
    private readonly Argument<string> picture = Common.Picture("The picture to find others like; it need not be in the library; - for one from standard input");
    private readonly Option<string> library = Common.Library();
    private readonly Option<int> count = Setting.Whole("-k", "How many pictures to find", 10, 1, 1_000_000);
    private readonly Option<bool> includeSelf = new("--include-self") { Description = "Also show the picture itself when the library holds it" };
    private readonly Option<bool> copies = new("--copies") { Description = "List every copy of a picture that was found; otherwise copies count once, with their number" };
    private readonly Option<WholeOrWord> clusters = Setting.WholeOr("--clusters", "Search only so many clusters, the nearest ones; see likeness cluster", "all", 1, ClusterSettings.MostClusters);
    private readonly Option<string> descriptor = Common.Descriptor("What compares the pictures; the library has to be indexed by it");
    private readonly Option<double> colour = Common.Colour();
    private readonly Option<bool> json = Common.Json();

    public SearchCommand(CommandContext context) : base("search", "Find the pictures of the library that are most like a picture, nearest first. Draws the picture with its hits.")
    {
        this.context = context;
        Add(picture);
        Add(library);
        Add(count);
        Add(includeSelf);
        Add(copies);
        Add(clusters);
        Add(descriptor);
        Add(colour);
        Add(json);
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        using var query = QueryFile.Of(given.GetRequiredValue(picture), context.Cancelled);
        var request = new SearchRequest(given.GetValue(count), given.GetValue(includeSelf), given.GetRequiredValue(clusters).Value) { Copies = given.GetValue(copies) };
        var arguments = new SearchArguments(request, given.GetRequiredValue(descriptor), given.GetValue(colour));
        var report = query.Search(path => context.Operations.Search(given.GetRequiredValue(library), path, arguments, context.Cancelled));
        report = query.Name(context.Terminal.TryDraw(report, found => context.Operations.Draw(given.GetRequiredValue(library), found)));
        context.Terminal.WarnOfMissing(report.WithoutVector, report.Descriptor, "searched");
        context.Terminal.Print(report, ReportJson.Formats.SearchReport, given.GetValue(json), to => Words.Print(to, report, request));
        return ExitCode.Done;
    }
}
