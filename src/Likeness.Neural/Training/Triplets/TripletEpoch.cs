namespace Likeness.Neural.Training.Triplets;

/// <summary>One line of a triplet training's history.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">Mean over the epoch's triplets.</param>
/// <param name="Active">Share of the triplets that lost something, 0 to 1.</param>
/// <param name="ValidationP1">Share of the items held back whose nearest other one among them has the same label, by the weights at the epoch's end; null without such.</param>
/// <param name="ValidationP10">Mean share of the same label among their ten nearest.</param>
/// <param name="LearningRate">Of the epoch's last step.</param>
/// <param name="Seconds">The epoch's time, validation included.</param>
/// <param name="PicturesPerSecond">Items that were shown by the time spent on them.</param>
public sealed record TripletEpoch(
    int Epoch, double Loss, double Active, double? ValidationP1, double? ValidationP10, double LearningRate, double Seconds, double PicturesPerSecond);
