using Likeness.Numerics.Operations;
using Likeness.Numerics.Randomness;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>
/// output = input · kernel + bias, from (inputs) to (units); the kernel is (inputs, units). Penalties as Keras applies them: the L1 norm of
/// the linear output, per item of the batch, and the sum of squares of the kernel.
/// </summary>
/// <param name="units">Numbers out, at least 1.</param>
/// <param name="activityL1">Adds activityL1 · Σ|output| / batch to the loss; ≥ 0.</param>
/// <param name="kernelL2">Adds kernelL2 · Σ kernel² to the loss; ≥ 0.</param>
public sealed class Dense(int units, float activityL1 = 0, float kernelL2 = 0) : Layer
{
    private DenseProduct? product;
    private Parameter? kernel;
    private Parameter? bias;
    private Tensor? biasGradient;
    private double activityPenalty;
    private double kernelPenalty;

    /// <inheritdoc/>
    public override double Penalty => activityPenalty + kernelPenalty;

    /// <inheritdoc/>
    public override LayerTraits Traits => new() { GatesInputGradient = true, ReadsOutput = activityL1 > 0 };

    /// <inheritdoc/>
    public override long Operations => product?.Shape.Operations ?? 0;

    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output, JoinedWork joined)
    {
        var sumSquares = pass.Penalties && kernelL2 > 0;
        kernelPenalty = kernelL2 * product!.Forward(pass.Team, input, kernel!.Value, bias!.Value, output, sumSquares);
        activityPenalty = pass.Penalties && activityL1 > 0 ? (double)activityL1 * Sums.OfMagnitudes(output.Span) / output.Shape[0] : 0;
    }

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient, JoinedWork joined)
    {
        if (activityL1 > 0)
        {
            var z = output.Span;
            var gradient = outputGradient.Span;
            var slope = activityL1 / output.Shape[0];
            for (var i = 0; i < z.Length; i++) gradient[i] += z[i] > 0 ? slope : z[i] < 0 ? -slope : 0;
        }

        ColumnSums.Run(pass.Team, outputGradient, biasGradient!);
        product!.Backward(pass.Team, input, kernel!.Value, outputGradient, inputGradient, pass.Gradients!.For(kernel!), joined.InputSlope);
        pass.Gradients!.Take(bias!, biasGradient!);
    }

    /// <inheritdoc/>
    public override void Initialize(ref Xoshiro256 random)
    {
        kernel!.DrawGlorotUniform(InputShape[0], units, ref random);
        bias!.Value.Clear();
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input)
    {
        if (units < 1) throw new WrongSettingsException($"Dense: units is {units}; it has to be at least 1.");
        if (!(activityL1 >= 0)) throw new WrongSettingsException($"Dense: activity L1 is {activityL1}; it has to be 0 or more.");
        if (!(kernelL2 >= 0)) throw new WrongSettingsException($"Dense: kernel L2 is {kernelL2}; it has to be 0 or more.");
        if (input.Rank != 1)
            throw new WrongSettingsException($"Dense takes rows of numbers; it was given {input}. Put a Flatten before it.");
        product = new DenseProduct(new DenseShape(input[0], units));
        kernel = AddParameter("kernel", new Shape(input[0], units), weightL2: kernelL2);
        bias = AddParameter("bias", new Shape(units));
        biasGradient = new Tensor(bias.Value.Shape);
        return new Shape(units);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        product?.Dispose();
        biasGradient?.Dispose();
    }
}
