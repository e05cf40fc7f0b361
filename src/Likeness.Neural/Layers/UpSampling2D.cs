using Likeness.Numerics.Operations;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>Repeats every pixel <paramref name="size"/> × <paramref name="size"/> times (nearest neighbour).</summary>
/// <param name="size">How many times larger the output is, at least 1.</param>
public sealed class UpSampling2D(int size = 2) : Layer
{
    internal int Size => size;

    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output, JoinedWork joined) =>
        NearestUpSampling.Forward(pass.Team, input, size, output);

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient, JoinedWork joined)
    {
        if (inputGradient is not null) NearestUpSampling.Backward(pass.Team, outputGradient, size, inputGradient);
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input)
    {
        if (size < 1) throw new WrongSettingsException($"UpSampling2D: size is {size}; it has to be at least 1.");
        var (height, width, channels) = Picture(input);
        return new Shape(checked(height * size), checked(width * size), channels);
    }
}
