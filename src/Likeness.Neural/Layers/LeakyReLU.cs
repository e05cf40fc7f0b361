using Likeness.Numerics.Operations;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>x where x &gt; 0, else <see cref="NegativeSlope"/> · x. Keras's default slope is 0.3.</summary>
public class LeakyReLU : Layer
{
    /// <summary>A rectifier.</summary>
    /// <param name="negativeSlope">From 0 to below 1.</param>
    public LeakyReLU(float negativeSlope = 0.3f)
    {
        if (!(negativeSlope is >= 0 and < 1))
            throw new WrongSettingsException($"LeakyReLU: negative slope is {negativeSlope}; it has to be at least 0 and below 1.");
        NegativeSlope = negativeSlope;
    }

    /// <summary>The slope below zero.</summary>
    public float NegativeSlope { get; }

    /// <inheritdoc/>
    public override LayerTraits Traits => new() { ReadsOutput = true, Rectifier = NegativeSlope };

    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output, JoinedWork joined) =>
        Rectifier.Forward(pass.Team, input, NegativeSlope, output);

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient, JoinedWork joined)
    {
        if (inputGradient is not null) Rectifier.Backward(pass.Team, output, NegativeSlope, outputGradient, inputGradient);
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input) => input;
}

/// <summary>max(x, 0).</summary>
public sealed class ReLU() : LeakyReLU(0);
