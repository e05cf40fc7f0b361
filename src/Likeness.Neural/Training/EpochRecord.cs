namespace Likeness.Neural.Training;

/// <summary>One line of a training's history.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">Mean over the epoch's batches of squared error and penalties.</param>
/// <param name="ReconstructionError">The squared error alone.</param>
/// <param name="ValidationLoss">Squared error and penalties on the pictures held back, by the weights at the epoch's end; null without such.</param>
/// <param name="ValidationError">Their squared error alone.</param>
/// <param name="LearningRate">Of the epoch's last step.</param>
/// <param name="Seconds">The epoch's time, validation included.</param>
/// <param name="PicturesPerSecond">Training pictures by the time spent on them.</param>
public sealed record EpochRecord(
    int Epoch, double Loss, double ReconstructionError, double? ValidationLoss, double? ValidationError, double LearningRate, double Seconds, double PicturesPerSecond);
