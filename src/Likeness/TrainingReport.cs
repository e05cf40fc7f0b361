using System.Text.Json.Serialization;

namespace Likeness;

/// <summary>What a training did.</summary>
/// <param name="Pictures">Pictures that could be used.</param>
/// <param name="Skipped">Files that could not, with reasons.</param>
/// <param name="Training">Pictures that were learned from.</param>
/// <param name="Validation">Pictures that were held back.</param>
/// <param name="Epochs">Epochs that were run.</param>
/// <param name="TrainLoss">The loss in the last epoch: squared error and penalties, or the mean over triplets.</param>
/// <param name="ValidationLoss">
/// The same on the pictures held back, by the weights that were kept; null without such, and for triplets.
/// </param>
/// <param name="BestEpoch">
/// The epoch whose weights were kept: the one with the lowest validation loss, of triplets the one with the highest precision at 10;
/// without validation the last.
/// </param>
/// <param name="SecondsPerEpoch">Mean.</param>
/// <param name="PicturesPerSecond">Training pictures by the time spent on them, median over the epochs.</param>
/// <param name="Parameters">Numbers in all weights.</param>
/// <param name="Fingerprint">Of the model or embedding that was kept.</param>
/// <param name="Model">Where it is.</param>
/// <param name="Last">
/// Where the model of the last epoch is: beside it, unless that was the best. Of embeddings the last one is not kept.
/// </param>
public sealed record TrainingReport(
    int Pictures, IReadOnlyList<SkippedPicture> Skipped, int Training, int Validation, int Epochs, double TrainLoss, double? ValidationLoss,
    int BestEpoch, double SecondsPerEpoch, double PicturesPerSecond, long Parameters, string Fingerprint, string Model, string Last)
{
    /// <summary>What was learned of labels; null where none were learned from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LabelReport? Labels { get; init; }
}

/// <summary>What learning from labels did beside what every training does.</summary>
/// <param name="Labels">How many labels were learned.</param>
/// <param name="LeftOut">Labels that were not, because only one of their pictures could be learned from.</param>
/// <param name="ValidationP1">
/// Of the pictures held back, every one a query against the others: the share whose nearest has the same label, by the weights that were
/// kept; null without such. Since it chose the epoch, it flatters a little.
/// </param>
/// <param name="ValidationP10">The mean share of the same label among the ten nearest.</param>
/// <param name="StartP1">
/// The same by what the training started from: the codes of the model, or the vectors of the network; null where it started from nothing.
/// </param>
/// <param name="StartP10">The same for ten.</param>
/// <param name="Dimensions">Numbers in an embedding.</param>
public sealed record LabelReport(
    int Labels, IReadOnlyList<string> LeftOut, double? ValidationP1, double? ValidationP10, double? StartP1, double? StartP10,
    int Dimensions);
