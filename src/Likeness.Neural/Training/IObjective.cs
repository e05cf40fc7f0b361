using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Training;

/// <summary>
/// What a training works towards: it turns a batch and the network's outputs into a loss and the loss's gradient. A new way of learning is
/// one class like this; the trainer, its history and its checkpoints are the same for all. Used by one thread at a time, and disposed by
/// whoever made it.
/// </summary>
public interface IObjective : IDisposable
{
    /// <summary>What it asks of the batches, and how its numbers are to be read; the same at any time.</summary>
    ObjectiveTraits Traits { get; }

    /// <summary>Computes the loss of a batch. Allocates nothing once it has seen a batch of this size.</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="batch">What went into the network.</param>
    /// <param name="outputs">(rows, …shape of an output): what came out.</param>
    /// <param name="gradient">
    /// Receives the gradient of the loss with respect to the outputs, in their shape; null where nobody wants it.
    /// </param>
    /// <param name="metrics">
    /// Receives, for each of <see cref="ObjectiveTraits.Metrics"/>, its value for this batch times the weight that is returned.
    /// </param>
    /// <returns>The loss, and what the batch counts for in an epoch's means.</returns>
    ObjectiveLoss Run(WorkerTeam team, Batch batch, Tensor outputs, Tensor? gradient, Span<double> metrics);
}

/// <summary>The loss of a batch.</summary>
/// <param name="Loss">
/// The mean over what the batch has of pictures, pairs or triplets; its gradient is what goes back. Without the penalties of layers.
/// </param>
/// <param name="Weight">What the batch counts for in the epoch's means: how many pictures, pairs or triplets that was; above 0.</param>
public readonly record struct ObjectiveLoss(double Loss, double Weight);

/// <summary>What an objective asks of its batches, and how its numbers are to be read.</summary>
public sealed record ObjectiveTraits
{
    /// <summary>Whether batches have to have labels. False by default.</summary>
    public bool NeedsLabels { get; init; }

    /// <summary>How many views of every picture a batch has to have, at least 1; 1 by default.</summary>
    public int Views { get; init; } = 1;

    /// <summary>The fewest rows of a batch that it can compute anything of, at least 1; 1 by default.</summary>
    public int LeastBatch { get; init; } = 1;

    /// <summary>
    /// Whether the loss that is told has the penalties of the network's layers in it; true by default. The weights learn by them in either
    /// case.
    /// </summary>
    public bool TellsPenalties { get; init; } = true;

    /// <summary>
    /// Whether losses of different epochs compare, so that one that is a thousand times the lowest has diverged; true by default. They do
    /// not where better weights are given harder tasks.
    /// </summary>
    public bool LossesCompare { get; init; } = true;

    /// <summary>The names of the metrics beside the loss, as histories have them: words with underscores. None by default.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];
}
