namespace Likeness.Neural.Training;

/// <summary>What is measured on pictures held back, after every epoch, and which epoch is the best by it. It changes no weight.</summary>
public interface IValidation
{
    /// <summary>The names of what it measures, as histories have them, without the word validation.</summary>
    IReadOnlyList<string> Metrics { get; }

    /// <summary>Which epoch is the best.</summary>
    Criterion Best { get; }

    /// <summary>Measures the weights as they are.</summary>
    /// <param name="trainer">Whose network.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>Those of <see cref="Metrics"/> that can be measured.</returns>
    /// <exception cref="UnusableInputException">No picture is left.</exception>
    MetricSet Run(Trainer trainer, CancellationToken cancellationToken);
}

/// <summary>By which of the metrics of validation epochs are compared.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="HigherIsBetter">Whether the highest is the best, as of a precision; of a loss it is the lowest.</param>
public sealed record Criterion(string Metric, bool HigherIsBetter)
{
    /// <summary>
    /// The epoch whose weights to keep: the first of the best; the last one where nothing was held back, because the loss in training says
    /// nothing about other pictures.
    /// </summary>
    /// <param name="history">All epochs in order.</param>
    /// <returns>From 1; 0 where there is none.</returns>
    public int BestOf(IReadOnlyList<EpochRecord> history)
    {
        var best = 0;
        for (var i = 0; i < history.Count; i++)
        {
            if (best == 0 || Of(history[i]) is not { } value || IsBetter(value, Of(history[best - 1]))) best = i + 1;
        }

        return best;
    }

    private bool IsBetter(double value, double? other) => HigherIsBetter ? value > other : value < other;

    /// <summary>What decides of an epoch; null where that was not measured.</summary>
    /// <param name="epoch">A line of the history.</param>
    public double? Of(EpochRecord epoch) => epoch.Validation[Metric];
}

/// <summary>The loss by which the network learns, on pictures held back, as in use: by moving statistics. The lowest is the best.</summary>
/// <param name="source">Those pictures.</param>
public sealed class LossValidation(IBatchSource source) : IValidation
{
    /// <summary>The loss, with the penalties that the objective tells of.</summary>
    public const string Loss = "loss";

    /// <summary>The objective's own part of it, without penalties.</summary>
    public const string Error = "error";

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = [Loss, Error];

    /// <inheritdoc/>
    public Criterion Best { get; } = new(Loss, HigherIsBetter: false);

    /// <inheritdoc/>
    public MetricSet Run(Trainer trainer, CancellationToken cancellationToken)
    {
        var (loss, error) = trainer.Evaluate(source, cancellationToken);
        return MetricSet.Of((Loss, loss), (Error, error));
    }
}
