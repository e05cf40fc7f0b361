using Likeness.Cli.Operations;

namespace Likeness.Cli.Output;

/// <summary>Shows how far work has come. Stages follow one another; calls may come from any thread.</summary>
internal interface IProgressDisplay
{
    /// <summary>Starts a stage, and ends the one before.</summary>
    /// <param name="stage">What is being done: <c>Reading pictures</c>.</param>
    /// <param name="total">How many there are, at least 0.</param>
    void Begin(string stage, long total);

    /// <summary>Says how many of the stage's total are done.</summary>
    void Reach(long done);

    /// <summary>Says that an epoch of training has ended.</summary>
    void EndEpoch(EpochResult epoch);
}
