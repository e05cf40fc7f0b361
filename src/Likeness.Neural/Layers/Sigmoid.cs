using Likeness.Numerics.Tensors;
using Operation = Likeness.Numerics.Operations.Sigmoid;

namespace Likeness.Neural.Layers;

/// <summary>1 / (1 + e⁻ˣ), range (0, 1).</summary>
public sealed class Sigmoid : Layer
{
    /// <inheritdoc/>
    public override LayerTraits Traits { get; } = new() { MayShareMemory = true, ReadsOutput = true };

    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output, JoinedWork joined) => Operation.Forward(pass.Team, input, output);

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient, JoinedWork joined)
    {
        if (inputGradient is not null) Operation.Backward(pass.Team, output, outputGradient, inputGradient);
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input) => input;
}
