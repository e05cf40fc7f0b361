using Likeness.Cli.Operations;
using Likeness.Cli.Output;
using Likeness.Cli.Running;

using var interruption = new Interruption();
return CommandLine.Run(RawArguments.Restore(args), new CommandContext(new LibraryOperations(), Terminal.OfProcess(), interruption.Token));
