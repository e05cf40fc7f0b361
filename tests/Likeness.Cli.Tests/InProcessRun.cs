using Likeness.Cli.Output;
using Likeness.Cli.Running;

namespace Likeness.Cli.Tests;

/// <summary>Runs the command line inside the test, over operations that the test prepared.</summary>
internal sealed class InProcessRun : IDisposable
{
    private readonly StringWriter results = new();
    private readonly StringWriter notes = new();
    private readonly CancellationTokenSource cancelled = new();

    public PreparedOperations Operations { get; } = new();

    /// <summary>What was shown to the person at the screen; nothing is, in a test.</summary>
    public List<string> Shown { get; } = [];

    public string? CannotShow { get; set; }

    public string Results => results.ToString();

    public string Notes => notes.ToString();

    public int Likeness(params string[] arguments) =>
        CommandLine.Run(
            arguments, new CommandContext(Operations, new Terminal(results, notes, isInteractive: false), cancelled.Token) { Show = Show });

    private string? Show(string file)
    {
        Shown.Add(file);
        return CannotShow;
    }

    public void Cancel() => cancelled.Cancel();

    public void Dispose()
    {
        results.Dispose();
        notes.Dispose();
        cancelled.Dispose();
    }
}
