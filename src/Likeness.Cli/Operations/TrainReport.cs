namespace Likeness.Cli.Operations;

/// <summary>What <c>train</c> did. Losses are mean squared errors per channel of a pixel, with channels in [0, 1].</summary>
internal sealed record TrainReport(
    int Pictures,
    IReadOnlyList<SkippedPicture> Skipped,
    int Training,
    int Validation,
    int Epochs,
    double TrainLoss,
    double? ValidationLoss,
    int BestEpoch,
    double SecondsPerEpoch,
    double PicturesPerSecond,
    long Parameters,
    string Fingerprint,
    string Model);
