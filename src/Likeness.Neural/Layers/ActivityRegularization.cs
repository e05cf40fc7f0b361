using Likeness.Numerics.Operations;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>Passes numbers through and adds l1 · Σ|x| / batch to the loss, as Keras's layer of this name does.</summary>
/// <param name="l1">The penalty's weight; ≥ 0.</param>
public sealed class ActivityRegularization(float l1) : Layer
{
    private double penalty;

    /// <inheritdoc/>
    public override double Penalty => penalty;

    /// <inheritdoc/>
    public override LayerTraits Traits { get; } = new() { SharesMemory = true, ReadsOutput = true };

    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output, JoinedWork joined) =>
        penalty = pass.Penalties ? (double)l1 * Sums.OfMagnitudes(output.Span) / output.Shape[0] : 0;

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient, JoinedWork joined)
    {
        // The two gradients lie in the same memory.
        if (inputGradient is null) return;
        var x = output.Span;
        var gradient = inputGradient.Span;
        var slope = l1 / output.Shape[0];
        for (var i = 0; i < x.Length; i++) gradient[i] += x[i] > 0 ? slope : x[i] < 0 ? -slope : 0;
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input) => l1 >= 0
        ? input
        : throw new WrongSettingsException($"ActivityRegularization: l1 is {l1}; it has to be 0 or more.");
}
