using Likeness.Neural.Training;

namespace Likeness.Tests.Fakes;

/// <summary>Does something when a stage has come so far, once; for what happens in the middle of work.</summary>
/// <param name="stage">What the stage's name begins with.</param>
/// <param name="reached">How many of it are done then; 0 for its beginning.</param>
/// <param name="action">What is done; an exception ends the work there, as the end of the program would.</param>
internal sealed class AtStage(string stage, int reached, Action action) : ILibraryProgress
{
    private string current = "";
    private bool done;

    public void Begin(string stage, long total)
    {
        current = stage;
        Act(0);
    }

    public void Reach(long done) => Act(done);

    public void EndEpoch(EpochRecord epoch, int epochs)
    {
    }

    public void Note(string line)
    {
    }

    private void Act(long count)
    {
        if (done || count < reached || !current.StartsWith(stage, StringComparison.Ordinal)) return;
        done = true;
        action();
    }
}
