using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>Sees a picture as one row of numbers, in the order height, width, channels.</summary>
public sealed class Flatten : Layer
{
    internal override bool InPlace => true;

    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output) { }

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient) { }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input) => new(checked((int)input.Count));
}
