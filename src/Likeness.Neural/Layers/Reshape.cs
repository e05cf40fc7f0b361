using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>Sees the numbers of an item in another shape of the same count.</summary>
/// <param name="target">The shape of an item of the output.</param>
public sealed class Reshape(Shape target) : Layer
{
    internal override bool InPlace => true;

    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output) { }

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient) { }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input) => target.Count == input.Count
        ? target
        : throw new WrongSettingsException($"Reshape to {target} takes {target.Count} numbers an item; it was given {input}, which has {input.Count}.");
}
