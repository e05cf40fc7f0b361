using System.CommandLine;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;
using Likeness.Indexing;

namespace Likeness.Cli.Commands;

/// <summary>
/// <c>likeness forget</c>, also <c>remove</c>: takes folders and single pictures out of the library. It is one command, because nobody can
/// say of a path that is gone which of the two it was.
/// </summary>
internal sealed class ForgetCommand : Command
{
    private readonly CommandContext context;
    private readonly Argument<string[]> paths = Common.Pictures(
        ArgumentArity.OneOrMore, "Folders and single pictures; they need not exist any more", name: "paths");

    private readonly Option<string> library = Common.Library();
    private readonly Option<bool> json = Common.Json();

    public ForgetCommand(CommandContext context)
        : base(
            "forget",
            "Take folders or single pictures out of the library. The files are not touched; indexing their folder again brings them back.")
    {
        this.context = context;
        Aliases.Add("remove");
        Add(paths);
        Add(library);
        Add(json);
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        var asked = given.GetRequiredValue(paths);
        var reports = new List<ForgetReport>();
        var refused = new List<RefusedPath>();
        foreach (var path in asked)
        {
            try
            {
                reports.Add(context.Operations.Forget(given.GetRequiredValue(library), path, context.Cancelled));
            }
            catch (UnusableInputException unknown) when (asked.Length > 1 && unknown is not LibraryBusyException)
            {
                // What is wrong with the library is the same for every path, and is said once.
                if (!refused.Exists(other => other.Reason == unknown.Message)) context.Terminal.Warn($"likeness: {unknown.Message}");
                refused.Add(new RefusedPath(path, unknown.Message));
            }
        }

        ForgetOutput.Print(context.Terminal, reports, refused, isOne: asked.Length == 1, given.GetValue(json));
        return refused.Count > 0 ? ExitCode.NoUsableInput : ExitCode.Done;
    }
}
