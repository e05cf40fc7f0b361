using System.CommandLine;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;

namespace Likeness.Cli.Commands;

/// <summary><c>likeness index</c>: brings the library up to date with folders of pictures.</summary>
internal sealed class IndexCommand : Command
{
    private readonly CommandContext context;
    private readonly Argument<string[]> pictures = Common.Pictures(ArgumentArity.OneOrMore, "Folders and files to index");
    private readonly Option<string> library = Common.Library();
    private readonly IndexOptions options = new();
    private readonly Option<bool> json = Common.Json();

    public IndexCommand(CommandContext context)
        : base("index", "Describe pictures and remember them, ready to be searched. Run it again when pictures have changed: only what is new is read.")
    {
        this.context = context;
        Add(pictures);
        Add(library);
        foreach (var option in options.All) Add(option);
        Add(json);
        Validators.Add(options.Check);
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        var arguments = options.Read(given);
        var report = context.Terminal.WithProgress(progress =>
            context.Operations.Index(given.GetRequiredValue(library), given.GetRequiredValue(pictures), arguments, progress, context.Cancelled));
        context.Terminal.WarnOfSkipped(report.Skipped);
        context.Terminal.WarnOfUnseen(report);
        context.Terminal.Print(report, ReportJson.Formats.IndexReport, given.GetValue(json), to => Words.Print(to, report));
        return ExitCode.Done;
    }
}
