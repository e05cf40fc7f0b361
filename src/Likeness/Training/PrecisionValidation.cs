using Likeness.Evaluation;
using Likeness.Imaging.Batches;
using Likeness.Neural.Layers;
using Likeness.Neural.Training;
using Likeness.Numerics.Parallelism;
using Likeness.Search;

namespace Likeness.Training;

/// <summary>
/// How well vectors find the same label among the items held back, every one a query against the others. It decides which epoch is kept: it
/// is what the embedding is for, while the loss over mined triplets is not comparable between epochs, because better weights are given
/// harder triplets.
/// </summary>
/// <param name="items">Where the items are.</param>
/// <param name="heldBack">Those held back, at least one; <see cref="BatchLoader.Gone"/> for one that is not there.</param>
/// <param name="labels">The label of each of them.</param>
/// <param name="batchSize">Items at a time.</param>
/// <param name="team">Who computes.</param>
internal sealed class PrecisionValidation(LabeledItems items, int[] heldBack, string?[] labels, int batchSize, WorkerTeam team)
    : IValidation
{
    /// <summary>The share of the items whose nearest other one has the same label.</summary>
    public const string P1 = "p1";

    /// <summary>The mean share of the same label among their ten nearest.</summary>
    public const string P10 = "p10";

    private const int Nearest = 10;

    public IReadOnlyList<string> Metrics { get; } = [P1, P10];

    public Criterion Best { get; } = new(P10, HigherIsBetter: true);

    public MetricSet Run(Trainer trainer, CancellationToken cancellationToken)
    {
        var (p1, p10) = Of(trainer.Network, cancellationToken);
        return MetricSet.Of((P1, p1), (P10, p10));
    }

    /// <summary>Precision at 1 and at 10 of a network's vectors; null where no two items share a label.</summary>
    /// <exception cref="UnusableInputException">No item is left.</exception>
    public (double? P1, double? P10) Of(INetwork network, CancellationToken cancellationToken)
    {
        var source = LabeledBatches.InOrder(items, heldBack, batchSize, team);
        var vectors = Embedder.Run(network, source, team, cancellationToken);
        return source.Shown.Count > 0
            ? Of(vectors, [.. source.Shown], Metric.Euclidean, cancellationToken)
            : throw new UnusableInputException(
                "None of the pictures held back can be read any more. Put them back, and go on with the training (train --resume).");
    }

    /// <summary>The same of the items' own numbers.</summary>
    public (double? P1, double? P10) OfItems(Metric metric, CancellationToken cancellationToken)
    {
        int[] present = [.. Enumerable.Range(0, heldBack.Length).Where(i => heldBack[i] != BatchLoader.Gone)];
        var vectors = Embedder.Room(present.Length, items.Length);
        for (var i = 0; i < present.Length; i++)
            items.Fill(heldBack[present[i]], mirrored: false, vectors.AsSpan(i * items.Length, items.Length), worker: 0);
        return present.Length == 0 ? (null, null) : Of(vectors, present, metric, cancellationToken);
    }

    private (double? P1, double? P10) Of(float[] vectors, int[] present, Metric metric, CancellationToken cancellationToken)
    {
        string[] shown = [.. present.Select(i => labels[i]!)];
        var scores = RetrievalEvaluator.Evaluate(
            new LabelledVectors(vectors, shown, vectors.Length / present.Length, metric), Nearest, team.Threads, cancellationToken);
        return (scores.PrecisionAt1, scores.PrecisionAtK);
    }
}
