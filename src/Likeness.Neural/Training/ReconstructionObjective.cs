using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Training;

/// <summary>The outputs are to be the pictures again: the loss is the mean over all their numbers of the squared difference.</summary>
public sealed class ReconstructionObjective : IObjective
{
    /// <summary>The metric: the squared error without penalties.</summary>
    public const string Error = "reconstruction_error";

    private readonly MeanSquaredError error = new();

    /// <inheritdoc/>
    public ObjectiveTraits Traits { get; } = new() { Metrics = [Error] };

    /// <inheritdoc/>
    public ObjectiveLoss Run(WorkerTeam team, Batch batch, Tensor outputs, Tensor? gradient, Span<double> metrics)
    {
        var loss = error.Run(team, outputs, batch.Pictures, gradient);
        metrics[0] = loss * batch.Rows;
        return new ObjectiveLoss(loss, batch.Rows);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
