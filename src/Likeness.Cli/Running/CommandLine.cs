using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Likeness.Cli.Commands;
using Likeness.Cli.Options;
using Likeness.Imaging.Decoding;

namespace Likeness.Cli.Running;

/// <summary>Finds the command, runs it, and turns whatever happens into an exit code.</summary>
internal static class CommandLine
{
    private const string Name = "likeness";

    /// <summary>Runs the program and returns its exit code; never throws.</summary>
    public static int Run(string[] args, CommandContext context)
    {
        try
        {
            var maxPixels = Common.MaxPixels();
            var parsed = Create(context, maxPixels).Parse(args.Length == 0 ? ["--help"] : args, new ParserConfiguration
            {
                // A picture may be called @something; it must not be read as a file of arguments.
                ResponseFileTokenReplacer = null,
            });
            if (parsed.Errors.Count > 0)
                return Report(new(ExitCode.WrongUsage, $"{Complaint(parsed)} (likeness {Path(parsed.CommandResult.Command)}--help explains)"), context);
            if (UnknownOption(parsed, args) is { } unknown)
            {
                return Report(new(ExitCode.WrongUsage, $"'{unknown}' is not an option of {parsed.CommandResult.Command.Name}; a file of that name is given behind -- "
                    + $"(likeness {Path(parsed.CommandResult.Command)}--help explains)"), context);
            }

            // Whatever a command reads, it reads within the same limits.
            DecodingLimits.Default = DecodingLimits.Default with { MaxPixels = parsed.GetValue(maxPixels) };
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = context.Terminal.Results,
                Error = context.Terminal.Notes,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception exception)
        {
            if (Environment.GetEnvironmentVariable("LIKENESS_DEBUG") is { Length: > 0 } and not "0")
                context.Terminal.Notes.WriteLine(exception);
            return Report(Failure.From(exception), context);
        }
    }

    // Not a RootCommand: that one takes its name from the assembly, and people type likeness.
    private static Command Create(CommandContext context, Option<int> maxPixels) => new(Name, "Finds pictures that look alike. Learns from your own pictures, on your own machine: train, index, search.")
    {
        new HelpOption(),
        new VersionOption(),
        maxPixels,
        new TrainCommand(context),
        new EvaluateCommand(context),
        new IndexCommand(context),
        new SearchCommand(context),
        new ListCommand(context),
        new ForgetCommand(context),
        new ClusterCommand(context),
        new InfoCommand(context),
        new ExportCommand(context),
        new ExperimentCommand(context),
        new BenchCommand(context),
        new DemoCommand(context),
    };

    /// <summary>What begins like an option and is none, where a command takes any number of files: it must not be taken for one of them.</summary>
    private static string? UnknownOption(ParseResult parsed, string[] args)
    {
        var written = args.TakeWhile(argument => argument != "--").ToHashSet(StringComparer.Ordinal);
        return parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .FirstOrDefault(value => value.Length > 1 && value[0] == '-' && written.Contains(value) && !System.IO.Path.Exists(value));
    }

    // A word that fits nowhere explains the other errors, which follow from it.
    private static string Complaint(ParseResult parsed) => parsed.UnmatchedTokens.Count == 0
        ? parsed.Errors[0].Message
        : parsed.CommandResult.Command.Name == Name
            ? $"there is no command '{parsed.UnmatchedTokens[0]}'"
            : $"'{parsed.UnmatchedTokens[0]}' is not an option of {parsed.CommandResult.Command.Name}, or one argument too many";

    private static string Path(Command command) => command.Name == Name ? "" : $"{Path(command.Parents.OfType<Command>().First())}{command.Name} ";

    private static int Report(Failure failure, CommandContext context)
    {
        context.Terminal.Warn($"likeness: {failure.Message}");
        return failure.ExitCode;
    }
}
