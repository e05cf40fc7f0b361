using System.CommandLine;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;

namespace Likeness.Cli.Commands;

/// <summary><c>likeness info</c>: says what a library holds.</summary>
internal sealed class InfoCommand : Command
{
    private readonly CommandContext context;
    private readonly Option<string> library = Common.Library();
    private readonly Option<bool> json = Common.Json();

    public InfoCommand(CommandContext context)
        : base("info", "Show what the library holds, which model describes its pictures, and what this machine computes with.")
    {
        this.context = context;
        Add(library);
        Add(json);
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        var info = context.Operations.Info(given.GetRequiredValue(library));
        context.Terminal.Print(info, ReportJson.Formats.InfoReport, given.GetValue(json), to => Words.Print(to, info));
        return ExitCode.Done;
    }
}
