using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Neural.Optimizers;
using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Training.Triplets;

/// <summary>One step of a triplet training: forward, mining, loss, backward, update. Allocates nothing once warm.</summary>
/// <param name="network">Ends in vectors of length 1.</param>
/// <param name="settings">Margin and distance.</param>
/// <param name="team">Who computes.</param>
/// <param name="gradients">The optimizer, or a collector of gradients.</param>
public sealed class TripletStep(Sequential network, TripletTrainerSettings settings, WorkerTeam team, IGradients gradients) : IDisposable
{
    private readonly Pass training = new(team, Training: true, gradients);
    private readonly SemiHardMining mining = new();
    private readonly TripletLoss loss = new((float)settings.Margin, settings.Distance);
    private Tensor? distances;
    private Tensor? gradient;

    /// <summary>Triplets of the last batch.</summary>
    public int Triplets { get; private set; }

    /// <summary>How many of them lost something.</summary>
    public int Active => loss.Active;

    /// <summary>Computes the loss of a batch and its gradient with respect to the embeddings.</summary>
    /// <param name="batch">(batch, …input).</param>
    /// <param name="labels">The label of each item; two items share one, and another has a different one.</param>
    /// <returns>Mean over the triplets.</returns>
    public double Forward(Tensor batch, ReadOnlySpan<int> labels)
    {
        var embeddings = network.Forward(training, batch);
        if (gradient?.Shape != embeddings.Shape)
        {
            Release();
            gradient = new Tensor(embeddings.Shape);
            distances = new Tensor(new Shape(embeddings.Shape[0], embeddings.Shape[0]));
        }

        PairwiseDistances.Squared(team, embeddings, distances!);
        var triplets = mining.Mine(team, distances!, labels);
        Triplets = triplets.Length;
        return loss.Run(team, embeddings, distances!, triplets, gradient);
    }

    /// <summary>Sends the gradient of the last <see cref="Forward"/> back; the optimizer changes the weights on the way.</summary>
    /// <param name="batch">As given to Forward.</param>
    public void Backward(Tensor batch) => network.Backward(training, batch, gradient!, wantInputGradient: false);

    /// <inheritdoc/>
    public void Dispose() => Release();

    private void Release()
    {
        gradient?.Dispose();
        distances?.Dispose();
    }
}
