using System.CommandLine;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;

namespace Likeness.Cli.Commands;

/// <summary><c>likeness forget</c>: takes a folder out of the library; the pictures on disk stay as they are.</summary>
internal sealed class ForgetCommand : Command
{
    private readonly CommandContext context;
    private readonly Argument<string> folder = new("folder") { Description = "The folder, or one file; it need not exist any more" };
    private readonly Option<string> library = Common.Library();
    private readonly Option<bool> json = Common.Json();

    public ForgetCommand(CommandContext context)
        : base("forget", "Take a folder's pictures out of the library. The pictures themselves are untouched.")
    {
        this.context = context;
        Add(folder);
        Add(library);
        Add(json);
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        var report = context.Operations.Forget(given.GetRequiredValue(library), given.GetRequiredValue(folder));
        context.Terminal.Print(report, ReportJson.Formats.ForgetReport, given.GetValue(json), to => Words.Print(to, report));
        return ExitCode.Done;
    }
}
