using System.CommandLine;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;

namespace Likeness.Cli.Commands;

/// <summary><c>likeness evaluate</c>: measures the library's model.</summary>
internal sealed class EvaluateCommand : Command
{
    private readonly CommandContext context;
    private readonly Argument<string[]> pictures = Common.Pictures(ArgumentArity.ZeroOrMore, "Folders and files to measure on; if none, the pictures that training held back");
    private readonly Option<string> library = Common.Library();
    private readonly Option<double> colour = Common.Colour();
    private readonly Option<bool> json = Common.Json();

    public EvaluateCommand(CommandContext context) : base("evaluate", "Measure the model: reconstruction error, and retrieval precision where folders name what is on the pictures. Draws originals beside reconstructions.")
    {
        this.context = context;
        Add(pictures);
        Add(library);
        Add(colour);
        Add(json);
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        var report = context.Terminal.WithProgress(progress =>
            context.Operations.Evaluate(given.GetRequiredValue(library), given.GetValue(pictures) ?? [], given.GetValue(colour), progress, context.Cancelled));
        context.Terminal.WarnOfSkipped(report.Skipped);
        context.Terminal.Print(report, ReportJson.Formats.EvaluationReport, given.GetValue(json), to => Words.Print(to, report));
        return ExitCode.Done;
    }
}
