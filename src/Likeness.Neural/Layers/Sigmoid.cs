using Likeness.Numerics.Tensors;
using Operation = Likeness.Numerics.Operations.Sigmoid;

namespace Likeness.Neural.Layers;

/// <summary>1 / (1 + e⁻ˣ), range (0, 1).</summary>
public sealed class Sigmoid : Layer
{
    private bool inPlace;

    internal override bool InPlace => inPlace;

    internal override bool ReadsOutput => true;

    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output) => Operation.Forward(pass.Team, input, output);

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient)
    {
        if (inputGradient is not null) Operation.Backward(pass.Team, output, outputGradient, inputGradient);
    }

    internal override void AllowInPlace() => inPlace = true;

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input) => input;
}
