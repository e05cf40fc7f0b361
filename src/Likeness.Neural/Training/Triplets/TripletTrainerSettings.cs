using Likeness.Numerics.Operations;

namespace Likeness.Neural.Training.Triplets;

/// <summary>How a triplet training learns.</summary>
public sealed record TripletTrainerSettings
{
    /// <summary>Epochs, items per batch and learning rate.</summary>
    public TrainerSettings Trainer { get; init; } = new() { BatchSize = 64 };

    /// <summary>How much farther than the positive the negative has to be, above 0. Squared distances of vectors of length 1 go up to 4, plain ones to 2.</summary>
    public double Margin { get; init; } = 0.2;

    /// <summary>By which distance the loss measures.</summary>
    public TripletDistance Distance { get; init; } = TripletDistance.Squared;

    /// <summary>Checks every setting before any work.</summary>
    /// <exception cref="WrongSettingsException">Names the setting, its value and its range.</exception>
    public void Validate()
    {
        if (Trainer.BatchSize < BalancedBatches.LeastItems) throw new WrongSettingsException($"batch is {Trainer.BatchSize}; triplets need at least {BalancedBatches.LeastItems}, two of each of two labels.");
        if (!(Margin is > 0 and <= 4)) throw new WrongSettingsException($"margin is {Margin}; it has to be above 0 and at most 4, the largest squared distance of two embeddings.");
        if (!Enum.IsDefined(Distance)) throw new WrongSettingsException($"distance is {Distance}; it has to be {nameof(TripletDistance.Squared)} or {nameof(TripletDistance.Euclidean)}.");
        _ = Schedules.LearningRateSchedule.Named(Trainer.Schedule, Trainer.LearningRate, Trainer.Epochs, Trainer.Power);
    }
}
