using Likeness.Neural.Layers;
using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Training;

/// <summary>One step of a training: forward, loss, backward, update. Allocates nothing once warm.</summary>
public sealed class TrainingStep : IDisposable
{
    private readonly INetwork network;
    private readonly IObjective objective;
    private readonly Pass training;
    private readonly Pass inference;
    private readonly double[] metrics;
    private Tensor? gradient;

    /// <summary>A step.</summary>
    /// <param name="network">What learns.</param>
    /// <param name="objective">What it works towards.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="gradients">The optimizer, or a collector of gradients.</param>
    public TrainingStep(INetwork network, IObjective objective, WorkerTeam team, IGradients gradients)
    {
        (this.network, this.objective) = (network, objective);
        training = new Pass(team, Training: true, gradients);
        inference = new Pass(team, Training: false) { Penalties = objective.Traits.TellsPenalties };
        metrics = new double[objective.Traits.Metrics.Count];
    }

    /// <summary>The metrics of the last batch, each times its weight, in the order of <see cref="ObjectiveTraits.Metrics"/>.</summary>
    public ReadOnlySpan<double> Metrics => metrics;

    /// <summary>Computes the loss of a batch, as in training but without changing anything.</summary>
    /// <param name="batch">Has to stay unchanged until <see cref="Backward"/>.</param>
    public StepLoss Forward(Batch batch)
    {
        var outputs = network.Forward(training, batch.Pictures);
        if (gradient?.Shape != outputs.Shape)
        {
            gradient?.Dispose();
            gradient = new Tensor(outputs.Shape);
        }

        var (loss, weight) = objective.Run(training.Team, batch, outputs, gradient, metrics);
        return new StepLoss(loss, network.Penalty, weight);
    }

    /// <summary>
    /// Sends the gradient of the last <see cref="Forward"/> back; the optimizer changes the weights on the way, and moving statistics take
    /// the batch in.
    /// </summary>
    /// <param name="batch">As given to Forward.</param>
    public void Backward(Batch batch) => network.Backward(training, batch.Pictures, gradient!, wantInputGradient: false);

    /// <summary>The loss of a batch as in use: by moving statistics, changing nothing.</summary>
    /// <param name="batch">What goes in.</param>
    public StepLoss Evaluate(Batch batch)
    {
        var outputs = network.Forward(inference, batch.Pictures);
        var (loss, weight) = objective.Run(inference.Team, batch, outputs, gradient: null, metrics);
        return new StepLoss(loss, network.Penalty, weight);
    }

    /// <inheritdoc/>
    public void Dispose() => gradient?.Dispose();
}

/// <summary>The loss of one batch.</summary>
/// <param name="Error">The objective's, without penalties.</param>
/// <param name="Penalty">What the penalties of the network's layers add.</param>
/// <param name="Weight">What the batch counts for in the epoch's means; above 0.</param>
public readonly record struct StepLoss(double Error, double Penalty, double Weight);
