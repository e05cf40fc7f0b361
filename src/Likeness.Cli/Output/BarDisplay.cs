using Likeness.Neural.Training;
using Spectre.Console;

namespace Likeness.Cli.Output;

/// <summary>Progress as a bar that moves, with finished epochs as lines above it.</summary>
internal sealed class BarDisplay : ILibraryProgress
{
    private readonly Lock gate = new();
    private readonly IAnsiConsole console;
    private readonly ProgressContext bars;
    private ProgressTask? current;

    private BarDisplay(IAnsiConsole console, ProgressContext bars)
    {
        this.console = console;
        this.bars = bars;
    }

    /// <summary>Does the work while the bar is shown, and takes it away at the end.</summary>
    public static T Run<T>(TextWriter notes, Func<ILibraryProgress, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(notes), Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes });
        return console.Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(bars => work(new BarDisplay(console, bars)));
    }

    /// <inheritdoc/>
    public void Begin(string stage, long total)
    {
        lock (gate)
        {
            if (current is not null)
            {
                current.Value = current.MaxValue;
                current.StopTask();
            }

            current = bars.AddTask(Markup.Escape(stage), maxValue: Math.Max(1, total));
        }
    }

    /// <inheritdoc/>
    public void Reach(long done)
    {
        lock (gate)
            current?.Value = done;
    }

    /// <inheritdoc/>
    public void EndEpoch(EpochRecord epoch, int epochs)
    {
        lock (gate)
            console.WriteLine(Words.Of(epoch, epochs));
    }

    /// <inheritdoc/>
    public void Note(string line)
    {
        lock (gate)
            console.WriteLine(Terminal.Printable(line));
    }
}
