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
    private readonly Argument<string> picture = new("picture") { Description = "The picture to find others like; it need not be in the library" };
    private readonly Option<string> library = Common.Library();
    private readonly Option<int> count = Setting.Whole("-k", "How many pictures to find", 10, 1, 1_000_000);
    private readonly Option<bool> includeSelf = new("--include-self") { Description = "Also show the picture itself when the library holds it" };
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
        Add(clusters);
        Add(descriptor);
        Add(colour);
        Add(json);
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        var report = context.Operations.Search(
            given.GetRequiredValue(library), given.GetRequiredValue(picture),
            new SearchArguments(new SearchRequest(given.GetValue(count), given.GetValue(includeSelf), given.GetRequiredValue(clusters).Value), given.GetRequiredValue(descriptor), given.GetValue(colour)),
            context.Cancelled);
        try
        {
            report = context.Operations.Draw(given.GetRequiredValue(library), report);
        }
        finally
        {
            // What was found is the result; a full disk must not keep it back because the drawing did not fit.
            context.Terminal.Print(report, ReportJson.Formats.SearchReport, given.GetValue(json), to => Words.Print(to, report));
        }

        return ExitCode.Done;
    }
}
