using Likeness.Neural.Training;

namespace Likeness.Tests.Fakes;

/// <summary>Keeps all that it hears.</summary>
internal sealed class HeardProgress : ILibraryProgress
{
    public List<(string Stage, long Total)> Stages { get; } = [];

    public List<long> Reached { get; } = [];

    public List<string> Notes { get; } = [];

    public void Begin(string stage, long total) => Stages.Add((stage, total));

    public void Reach(long done) => Reached.Add(done);

    public void EndEpoch(EpochRecord epoch, int epochs)
    {
    }

    public void Note(string line) => Notes.Add(line);
}
