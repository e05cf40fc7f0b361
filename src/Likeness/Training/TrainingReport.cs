namespace Likeness.Training;

/// <summary>What a training did.</summary>
/// <param name="Pictures">Pictures that could be used.</param>
/// <param name="Skipped">Files that could not, with reasons.</param>
/// <param name="Training">Pictures that were learned from.</param>
/// <param name="Validation">Pictures that were held back.</param>
/// <param name="Epochs">Epochs that were run.</param>
/// <param name="TrainLoss">Squared error and penalties in the last epoch.</param>
/// <param name="ValidationLoss">The same on the pictures held back, by the model that was kept; null without such.</param>
/// <param name="BestEpoch">The epoch whose weights were kept: the one with the lowest validation loss, or, without validation, the last.</param>
/// <param name="SecondsPerEpoch">Mean.</param>
/// <param name="PicturesPerSecond">Training pictures by the time spent on them, median over the epochs.</param>
/// <param name="Parameters">Numbers in all weights.</param>
/// <param name="Fingerprint">Of the model that was kept.</param>
/// <param name="Model">Where it is.</param>
/// <param name="Last">Where the model of the last epoch is: beside it, unless that was the best.</param>
public sealed record TrainingReport(
    int Pictures, IReadOnlyList<SkippedPicture> Skipped, int Training, int Validation, int Epochs, double TrainLoss, double? ValidationLoss, int BestEpoch,
    double SecondsPerEpoch, double PicturesPerSecond, long Parameters, string Fingerprint, string Model, string Last);
