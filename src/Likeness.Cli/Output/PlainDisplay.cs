using Likeness.Neural.Training;

namespace Likeness.Cli.Output;

/// <summary>Progress as plain lines, for files and pipes: one per epoch, and in long stages one now and then.</summary>
internal sealed class PlainDisplay(TextWriter notes, TimeProvider time) : ILibraryProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private string stage = "";
    private long total;
    private long spoken;

    /// <inheritdoc/>
    public void Begin(string stage, long total)
    {
        lock (gate)
        {
            this.stage = stage;
            this.total = total;
            spoken = time.GetTimestamp();
        }
    }

    /// <inheritdoc/>
    public void Reach(long done)
    {
        lock (gate)
        {
            if (time.GetElapsedTime(spoken) < Interval)
                return;
            spoken = time.GetTimestamp();
            notes.WriteLine($"{stage} {done}/{total}");
        }
    }

    /// <inheritdoc/>
    public void EndEpoch(EpochRecord epoch, int epochs)
    {
        lock (gate)
        {
            spoken = time.GetTimestamp();
            notes.WriteLine(Words.Of(epoch, epochs));
        }
    }

    /// <inheritdoc/>
    public void Note(string line)
    {
        lock (gate)
            notes.WriteLine(Terminal.Printable(line));
    }
}
