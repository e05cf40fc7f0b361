using Likeness.Numerics.Parallelism;

namespace Likeness.Evaluation;

/// <summary>
/// Measures retrieval, leave-one-out: every picture is a query against all others. At equal distance the picture that stands earlier
/// ranks first, and sums are taken in the order of the queries, so the same vectors give the same scores on any number of threads.
/// Memory grows with the number of pictures, not with its square.
/// </summary>
public static class RetrievalEvaluator
{
    private const int QueriesPerBlock = 8; // as many as the distance kernel takes at once

    /// <summary>Scores vectors by their labels.</summary>
    /// <param name="pictures">The vectors with their labels.</param>
    /// <param name="k">How many results the precision at k looks at, at least 1.</param>
    /// <param name="threads">The most threads to use; 0 means as many as the machine has.</param>
    /// <param name="cancellationToken">Ends it between two blocks of queries.</param>
    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    /// <exception cref="ArgumentException">There are not as many vectors as labels.</exception>
    /// <exception cref="UnusableInputException">A vector holds NaN or an infinity.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static RetrievalScores Evaluate(LabelledVectors pictures, int k = 10, int threads = 0, CancellationToken cancellationToken = default) =>
        Evaluate([new RankedVectors(pictures, DescriptorWeight.Alone("the vectors"))], k, threads, cancellationToken);

    /// <summary>Scores the vectors of several descriptors, whose distances are scaled, weighed and added, by their labels.</summary>
    /// <param name="parts">At least one, each with the vectors of the same pictures in the same order.</param>
    /// <param name="k">How many results the precision at k looks at, at least 1.</param>
    /// <param name="threads">The most threads to use; 0 means as many as the machine has.</param>
    /// <param name="cancellationToken">Ends it between two blocks of queries.</param>
    /// <exception cref="ArgumentException">There are no vectors, or not as many of each descriptor as labels.</exception>
    /// <inheritdoc cref="Evaluate(LabelledVectors, int, int, CancellationToken)"/>
    public static RetrievalScores Evaluate(IReadOnlyList<RankedVectors> parts, int k = 10, int threads = 0, CancellationToken cancellationToken = default)
    {
        if (parts.Count == 0) throw new ArgumentException("There are no vectors to evaluate.", nameof(parts));
        var scores = Score(parts, searched: null, QueryChoice.All(parts[0].Vectors.Labels, searched: null), k, threads, cancellationToken);
        QueryScore[] queries = [.. scores.OfType<QueryScore>()];
        var leftOut = scores.Length - queries.Length;
        return queries.Length == 0
            ? new RetrievalScores(scores.Length, 0, leftOut, k, null, null, null)
            : new RetrievalScores(scores.Length, queries.Length, leftOut, k, queries.Average(s => s.PrecisionAt1), queries.Average(s => s.PrecisionAtK), queries.Average(s => s.AveragePrecision));
    }

    /// <summary>The scores of each query; null for pictures that are none.</summary>
    /// <param name="parts">The vectors of each descriptor, of the same pictures in the same order, and what it counts for.</param>
    /// <param name="searched">Which pictures are searched; null for all, each query against the others.</param>
    /// <param name="queries">Which pictures are queries; each has something to find (<see cref="QueryChoice"/>).</param>
    /// <param name="k">How many of the nearest the precision looks at, at least 1.</param>
    /// <param name="threads">Threads to compute with; 0 for one per processor.</param>
    /// <param name="cancellationToken">Ends it between two blocks of queries.</param>
    internal static QueryScore?[] Score(IReadOnlyList<RankedVectors> parts, bool[]? searched, int[] queries, int k, int threads, CancellationToken cancellationToken)
    {
        if (k < 1) throw new WrongSettingsException($"Precision at {k} was asked for; it takes at least 1.");
        if (threads < 0) throw new WrongSettingsException($"An evaluation with {threads} threads was asked for; give 1 or more, or 0 for all of the machine.");
        var labels = parts[0].Vectors.Labels;
        var count = labels.Count;
        var distances = new SummedDistances(parts);
        var groups = new LabelGroups(labels);
        var scores = new QueryScore?[count];
        var memory = new Memory?[SharedTeam.Workers(threads)];
        SharedTeam.For((queries.Length + QueriesPerBlock - 1) / QueriesPerBlock, (block, worker) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var own = memory[worker] ??= new Memory(
                new float[QueriesPerBlock * count], new float[distances.RoomFor(QueriesPerBlock)], new RelevantRanks(groups, searched),
                new NeighbourVote(groups, searched, k));
            var first = block * QueriesPerBlock;
            var asked = queries.AsSpan(first, Math.Min(QueriesPerBlock, queries.Length - first));
            distances.Compute(asked, own.Distances.AsSpan(0, asked.Length * count), own.Room);
            for (var i = 0; i < asked.Length; i++)
            {
                var row = own.Distances.AsSpan(i * count, count);
                if (own.Ranks.Score(asked[i], row, k) is { } score)
                    scores[asked[i]] = score with { NeighboursAgree = own.Vote.IsRight(asked[i], row) ? 1 : 0 };
            }
        }, threads);
        return scores;
    }

    /// <summary>What a worker keeps from block to block.</summary>
    private sealed record Memory(float[] Distances, float[] Room, RelevantRanks Ranks, NeighbourVote Vote);
}
