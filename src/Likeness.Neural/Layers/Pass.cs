using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Layers;

/// <summary>What the layers share while a batch goes through them.</summary>
/// <param name="Team">Who computes.</param>
/// <param name="Training">Whether batch statistics are used; false is inference.</param>
/// <param name="Gradients">Takes the gradients in the backward pass; null in inference.</param>
public sealed record Pass(WorkerTeam Team, bool Training, IGradients? Gradients = null)
{
    /// <summary>
    /// Whether penalties are summed: by default in training only, because summing those of large kernels costs more than reading them. A
    /// loss in validation needs them too.
    /// </summary>
    public bool Penalties { get; init; } = Training;
}

/// <summary>
/// Where gradients go. An optimizer changes the weights as their gradients arrive, so that large gradients are never stored; a collector
/// keeps them, for checks.
/// </summary>
public interface IGradients
{
    /// <summary>The consumer of one parameter's gradient. Penalties on the weights are the consumer's to add.</summary>
    /// <param name="parameter">A trainable one.</param>
    IGradientConsumer For(Parameter parameter);

    /// <summary>Hands over the gradient of a parameter that is small enough to be computed whole.</summary>
    /// <param name="parameter">A trainable one.</param>
    /// <param name="gradient">In its shape; not used afterwards.</param>
    unsafe void Take(Parameter parameter, Tensor gradient)
    {
        var count = checked((int)gradient.Count);
        For(parameter).Consume(0, 1, count, count, gradient.Pointer, count);
    }
}
