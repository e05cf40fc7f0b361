namespace Likeness.Neural.Training;

/// <summary>A training's loss became no number, or left all bounds.</summary>
public sealed class TrainingDivergedException : WrongSettingsException
{
    /// <summary>Says what was seen.</summary>
    /// <param name="epoch">In which epoch, from 1.</param>
    /// <param name="loss">What the loss became.</param>
    /// <param name="learningRate">The rate at that time.</param>
    public TrainingDivergedException(int epoch, double loss, double learningRate)
        : base($"The loss became {loss:g4} in epoch {epoch}, at a learning rate of {learningRate:g3}: the training has diverged. Use a lower learning-rate.")
    {
    }

    /// <summary>Adds what is kept.</summary>
    /// <param name="cause">What was seen.</param>
    /// <param name="kept">What is kept, and where; a sentence.</param>
    public TrainingDivergedException(TrainingDivergedException cause, string kept) : base($"{cause?.Message} {kept}", cause)
    {
    }
}
