using Likeness.Neural.Training;

namespace Likeness;

/// <summary>Hears how far long work has come. Stages follow one another; calls may come from any thread, one at a time.</summary>
public interface ILibraryProgress
{
    /// <summary>A stage begins, and the one before has ended.</summary>
    /// <param name="stage">What is being done, in words for a person: <c>Reading pictures</c>.</param>
    /// <param name="total">How many there are, at least 0.</param>
    void Begin(string stage, long total);

    /// <summary>So many of the stage's total are done.</summary>
    void Reach(long done);

    /// <summary>An epoch of training has ended.</summary>
    /// <param name="epoch">What it reached.</param>
    /// <param name="epochs">How many are planned.</param>
    void EndEpoch(EpochRecord epoch, int epochs);

    /// <summary>Something worth knowing that is no error: a line for a person.</summary>
    void Note(string line);
}
