namespace Likeness.Cli.Operations;

/// <summary>What one epoch of training reached. <paramref name="ValidationLoss"/> is null when nothing is held back.</summary>
internal sealed record EpochResult(int Epoch, int Epochs, double TrainLoss, double? ValidationLoss, double PicturesPerSecond, double Seconds);
