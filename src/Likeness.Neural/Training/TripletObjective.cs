using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Training;

/// <summary>
/// Vectors of one label are to be nearer to each other than to those of another, by a margin. For each pair of a label the batch is
/// searched for a semi-hard negative; the loss is the mean over these triplets. The network ends in vectors of length 1.
/// </summary>
/// <remarks>Schroff, Kalenichenko and Philbin, "FaceNet: A unified embedding for face recognition and clustering", 2015.</remarks>
public sealed class TripletObjective : IObjective
{
    /// <summary>The metric: the share of the triplets that lost something, 0 to 1.</summary>
    public const string ActiveShare = "active";

    /// <summary>How much farther than the positive the negative has to be, unless something else is said.</summary>
    public const double StandardMargin = 0.2;

    private readonly SemiHardMining mining = new();
    private readonly TripletLoss loss;
    private Tensor? distances;

    /// <summary>An objective.</summary>
    /// <param name="margin">
    /// How much farther than the positive the negative has to be, above 0 and at most 4. Squared distances of vectors of length 1 go up to
    /// 4, plain ones to 2.
    /// </param>
    /// <param name="distance">By which distance the loss measures.</param>
    /// <exception cref="WrongSettingsException">A setting is out of range.</exception>
    public TripletObjective(double margin = StandardMargin, TripletDistance distance = TripletDistance.Squared)
    {
        Check(margin, distance);
        loss = new TripletLoss((float)margin, distance);
    }

    /// <inheritdoc/>
    public ObjectiveTraits Traits { get; } = new()
    {
        NeedsLabels = true, LeastBatch = BalancedBatches.LeastItems, TellsPenalties = false, LossesCompare = false, Metrics = [ActiveShare],
    };

    /// <summary>Triplets of the last batch.</summary>
    public int Triplets { get; private set; }

    /// <summary>How many of them lost something.</summary>
    public int Active => loss.Active;

    /// <summary>Checks the settings before any work.</summary>
    /// <param name="margin">As the constructor takes it.</param>
    /// <param name="distance">As the constructor takes it.</param>
    /// <exception cref="WrongSettingsException">Names the setting, its value and its range.</exception>
    public static void Check(double margin, TripletDistance distance)
    {
        if (!(margin is > 0 and <= 4))
            throw new WrongSettingsException(
                $"margin is {margin}; it has to be above 0 and at most 4, the largest squared distance of two embeddings.");
        if (!Enum.IsDefined(distance))
        {
            throw new WrongSettingsException(
                $"distance is {distance}; it has to be {nameof(TripletDistance.Squared)} or {nameof(TripletDistance.Euclidean)}.");
        }
    }

    /// <inheritdoc/>
    public ObjectiveLoss Run(WorkerTeam team, Batch batch, Tensor outputs, Tensor? gradient, Span<double> metrics)
    {
        if (distances?.Shape[0] != batch.Rows)
        {
            distances?.Dispose();
            distances = new Tensor(new Shape(batch.Rows, batch.Rows));
        }

        PairwiseDistances.Squared(team, outputs, distances);
        var triplets = mining.Mine(team, distances, batch.Labels);
        Triplets = triplets.Length;
        var mean = loss.Run(team, outputs, distances, triplets, gradient);
        metrics[0] = loss.Active;
        return new ObjectiveLoss(mean, Triplets);
    }

    /// <inheritdoc/>
    public void Dispose() => distances?.Dispose();
}
