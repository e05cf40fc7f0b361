using Likeness.Evaluation;
using Likeness.Neural.Models;
using Likeness.Neural.Training.Triplets;
using Likeness.Numerics.Parallelism;
using Likeness.Search;

namespace Likeness.Training.Triplets;

/// <summary>
/// How well vectors find the same label among the items held back, every one a query against the others. It decides which epoch is kept: it is what the embedding is for, while the loss over mined
/// triplets is not comparable between epochs, because better weights are given harder triplets.
/// </summary>
/// <param name="material">Where the items are.</param>
/// <param name="items">Those held back, at least one.</param>
/// <param name="batchSize">Items at a time.</param>
/// <param name="team">Who computes.</param>
internal sealed class ValidationScores(TripletMaterial material, int[] items, int batchSize, WorkerTeam team)
{
    private const int Nearest = 10;

    /// <summary>Precision at 1 and at 10 of a network's vectors; null where no two items share a label.</summary>
    public (double? P1, double? P10) Of(Sequential network, CancellationToken cancellationToken)
    {
        var source = LabelledBatches.InOrder(material, items, batchSize, team);
        var vectors = Embedder.Run(network, source, team, cancellationToken);
        int[] present = [.. source.Shown.Select(shown => items[shown])];
        return present.Length > 0
            ? Of(vectors, present, Metric.Euclidean, cancellationToken)
            : throw new UnusableInputException("None of the pictures held back can be read any more. Put them back, and train again.");
    }

    /// <summary>The same of the material's own numbers.</summary>
    public (double? P1, double? P10) Of(Metric metric, CancellationToken cancellationToken)
    {
        var vectors = Embedder.Room(items.Length, material.Length);
        for (var i = 0; i < items.Length; i++) material.Fill(items[i], mirrored: false, vectors.AsSpan(i * material.Length, material.Length), worker: 0);
        return Of(vectors, items, metric, cancellationToken);
    }

    private (double? P1, double? P10) Of(float[] vectors, int[] present, Metric metric, CancellationToken cancellationToken)
    {
        string[] labels = [.. present.Select(item => material.Labels[item])];
        var scores = RetrievalEvaluator.Evaluate(new LabelledVectors(vectors, labels, vectors.Length / present.Length, metric), Nearest, team.Threads, cancellationToken);
        return (scores.PrecisionAt1, scores.PrecisionAtK);
    }
}
