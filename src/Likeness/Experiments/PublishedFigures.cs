namespace Likeness.Experiments;

/// <summary>What was published of a run.</summary>
public sealed record PublishedFigures
{
    /// <summary>Training loss of the last epoch.</summary>
    public double? TrainLoss { get; init; }

    /// <summary>Validation loss of the last epoch.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Mean squared error of the reconstructions.</summary>
    public double? ReconstructionError { get; init; }

    /// <summary>The epoch from which on it was said to overfit.</summary>
    public int? OverfitsFrom { get; init; }
}
