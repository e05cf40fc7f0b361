using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>Sees the numbers of an item in another shape of the same count.</summary>
/// <param name="target">The shape of an item of the output.</param>
public sealed class Reshape(Shape target) : Layer
{
    /// <inheritdoc/>
    public override LayerTraits Traits { get; } = new() { SharesMemory = true };

    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output, JoinedWork joined)
    {
    }

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient, JoinedWork joined)
    {
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input) => target.Count == input.Count
        ? target
        : throw new WrongSettingsException(
            $"Reshape to {target} takes {target.Count} numbers an item; it was given {input}, which has {input.Count}.");
}

/// <summary>Sees a picture as one row of numbers, in the order height, width, channels.</summary>
public sealed class Flatten : Layer
{
    /// <inheritdoc/>
    public override LayerTraits Traits { get; } = new() { SharesMemory = true };

    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output, JoinedWork joined)
    {
    }

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient, JoinedWork joined)
    {
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input) => new(checked((int)input.Count));
}
