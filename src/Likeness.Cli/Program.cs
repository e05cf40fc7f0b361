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
using var operations = new LibraryOperations();
return CommandLine.Run(RawArguments.Restore(args), new CommandContext(operations, terminal, interruption.Token));
