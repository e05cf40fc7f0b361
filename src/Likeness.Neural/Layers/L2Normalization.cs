using Likeness.Numerics.Tensors;
using Operation = Likeness.Numerics.Operations.L2Normalization;

namespace Likeness.Neural.Layers;

/// <summary>Brings rows of numbers to length 1: x / √max(Σx², 10⁻¹²).</summary>
public sealed class L2Normalization : Layer
{
    /// <inheritdoc/>
    public override LayerTraits Traits { get; } = new() { ReadsOutput = true };

    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output, JoinedWork joined) => Operation.Forward(pass.Team, input, output);

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient, JoinedWork joined)
    {
        if (inputGradient is not null) Operation.Backward(pass.Team, input, output, outputGradient, inputGradient);
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input) => input.Rank == 1
        ? input
        : throw new WrongSettingsException($"L2Normalization takes rows of numbers; it was given {input}. Put a Flatten before it.");
}
