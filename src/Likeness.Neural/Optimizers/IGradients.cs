using Likeness.Neural.Layers;
using Likeness.Numerics.Operations;

namespace Likeness.Neural.Optimizers;

/// <summary>
/// Where gradients go. An optimizer changes the weights as their gradients arrive, so that large gradients are never stored; a
/// collector keeps them, for checks.
/// </summary>
public interface IGradients
{
    /// <summary>The consumer of one parameter's gradient. Penalties on the weights are the consumer's to add.</summary>
    IGradientConsumer For(Parameter parameter);
}
