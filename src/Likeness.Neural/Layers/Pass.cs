using Likeness.Neural.Optimizers;
using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Layers;

/// <summary>What the layers share while a batch goes through them.</summary>
/// <param name="Team">Who computes.</param>
/// <param name="Training">Whether batch statistics are used; false is inference.</param>
/// <param name="Gradients">Takes the gradients in the backward pass; null in inference.</param>
public sealed record Pass(WorkerTeam Team, bool Training, IGradients? Gradients = null)
{
    /// <summary>Whether penalties are summed: by default in training only, because summing those of large kernels costs more than reading them. A loss in validation needs them too.</summary>
    public bool Penalties { get; init; } = Training;
}
