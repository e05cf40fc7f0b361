using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Neural.Optimizers;
using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Training;

/// <summary>One step of an autoencoder's training: forward, loss, backward, update. Allocates nothing once warm.</summary>
public sealed class TrainingStep : IDisposable
{
    private readonly Autoencoder model;
    private readonly Sequential decoder;
    private readonly Pass training;
    private readonly Pass inference;
    private readonly MeanSquaredError loss = new();
    private Tensor? code;
    private Tensor? outputGradient;

    /// <summary>A step of a model.</summary>
    /// <param name="model">With its decoder.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="gradients">The optimizer, or a collector of gradients.</param>
    public TrainingStep(Autoencoder model, WorkerTeam team, IGradients gradients)
    {
        this.model = model;
        decoder = model.Decoder ?? throw new ArgumentException("A model without its decoder cannot be trained.", nameof(model));
        training = new Pass(team, Training: true, gradients);
        inference = new Pass(team, Training: false) { Penalties = true };
    }

    /// <summary>Computes the loss of a batch, as in training but without changing anything.</summary>
    /// <param name="batch">(batch, height, width, channels).</param>
    /// <returns>The squared error, and all penalties.</returns>
    public (double Error, double Penalty) Forward(Tensor batch)
    {
        code = model.Encoder.Forward(training, batch);
        var output = decoder.Forward(training, code);
        if (outputGradient?.Shape != output.Shape)
        {
            outputGradient?.Dispose();
            outputGradient = new Tensor(output.Shape);
        }

        return (loss.Run(training.Team, output, batch, outputGradient), model.Encoder.Penalty + decoder.Penalty);
    }

    /// <summary>Sends the gradient of the last <see cref="Forward"/> back; the optimizer changes the weights on the way, and moving statistics take the batch in.</summary>
    /// <param name="batch">As given to Forward.</param>
    public void Backward(Tensor batch)
    {
        var codeGradient = decoder.Backward(training, code!, outputGradient!, wantInputGradient: true);
        model.Encoder.Backward(training, batch, codeGradient!, wantInputGradient: false);
    }

    /// <summary>The loss of a batch as in use: by moving statistics, changing nothing.</summary>
    public (double Error, double Penalty) Evaluate(Tensor batch)
    {
        var output = decoder.Forward(inference, model.Encoder.Forward(inference, batch));
        return (loss.Run(inference.Team, output, batch, gradient: null), model.Encoder.Penalty + decoder.Penalty);
    }

    /// <inheritdoc/>
    public void Dispose() => outputGradient?.Dispose();
}
