using Likeness.Cli.Operations;
using Likeness.Cli.Output;
using Likeness.Cli.Running;

StandardHandles.Keep();
if (OpenFileLimit.Complaint() is { } complaint)
{
    Console.Error.WriteLine($"likeness: {complaint}");
    return ExitCode.Failed;
}

using var interruption = new Interruption();
var terminal = Terminal.OfProcess();
using var times = StageTimes.Begin(terminal.Notes);
return CommandLine.Run(RawArguments.Restore(args), new CommandContext(new LibraryOperations(), terminal, interruption.Token));
