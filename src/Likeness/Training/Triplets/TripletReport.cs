namespace Likeness.Training.Triplets;

/// <summary>What learning from labels did.</summary>
/// <param name="Pictures">Pictures that could be used.</param>
/// <param name="Skipped">Files that could not, with reasons.</param>
/// <param name="Labels">How many labels were learned.</param>
/// <param name="LeftOut">Labels that were not, because only one of their pictures could be learned from.</param>
/// <param name="Training">Pictures that were learned from.</param>
/// <param name="Validation">Pictures that were held back.</param>
/// <param name="Epochs">Epochs that were run.</param>
/// <param name="TrainLoss">Mean triplet loss in the last epoch.</param>
/// <param name="BestEpoch">The epoch whose weights were kept: the one with the highest <paramref name="ValidationP10"/>, or, without validation, the last.</param>
/// <param name="ValidationP1">
/// Of the pictures held back, every one a query against the others: the share whose nearest has the same label, by the weights that were kept; null without such. Since it chose the epoch, it
/// flatters a little.
/// </param>
/// <param name="ValidationP10">The mean share of the same label among the ten nearest.</param>
/// <param name="StartP1">The same by what the training started from: the codes of the model, or the vectors of the network; null where it started from nothing.</param>
/// <param name="StartP10">The same for ten.</param>
/// <param name="SecondsPerEpoch">Mean.</param>
/// <param name="PicturesPerSecond">Pictures shown by the time spent on them, median over the epochs.</param>
/// <param name="Dimensions">Numbers in an embedding.</param>
/// <param name="Parameters">Numbers in all weights.</param>
/// <param name="Fingerprint">Of the embedding that was kept.</param>
/// <param name="Model">Where it is.</param>
public sealed record TripletReport(
    int Pictures, IReadOnlyList<SkippedPicture> Skipped, int Labels, IReadOnlyList<string> LeftOut, int Training, int Validation, int Epochs, double TrainLoss, int BestEpoch,
    double? ValidationP1, double? ValidationP10, double? StartP1, double? StartP10, double SecondsPerEpoch, double PicturesPerSecond, int Dimensions, long Parameters, string Fingerprint, string Model);
