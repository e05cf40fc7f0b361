namespace Likeness.Neural.Training;

/// <summary>How long and how fast to train.</summary>
public sealed record TrainerSettings
{
    /// <summary>Times through all pictures, at least 1.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Pictures per step, at least 1.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The first step's learning rate, above 0.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the rate falls: one of <see cref="Schedules.LearningRateSchedule.Names"/>.</summary>
    public string Schedule { get; init; } = "polynomial";

    /// <summary>The exponent of the polynomial schedule; 1 is linear; above 0.</summary>
    public double Power { get; init; } = 1;
}
