using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;
using Likeness.Testing.Numbers;

namespace Likeness.Neural.Tests.Layers;

/// <summary>
/// A model lets layers take over the work of rectifiers beside them. Whatever it joins, the numbers are those of the layers one after another, whose float64
/// definitions are put together here.
/// </summary>
public sealed class FusedLayersTests
{
    private const int Batch = 2;
    private static readonly Shape Input = new(6, 4, 3);

    private static readonly Dictionary<string, Func<Layer[]>> Stacks = new()
    {
        ["convolution, ReLU, convolution"] = () => [new Conv2D(5, 3, 2), new ReLU(), new Conv2D(4, 3, 1)],
        ["convolution, LeakyReLU, normalisation"] = () => [new Conv2D(5, 3, 2), new LeakyReLU(), new BatchNormalization()],
        ["normalisation behind a convolution, before and behind a rectifier, and twice"] =
            () => [new Conv2D(17, 3, 2), new BatchNormalization(), new LeakyReLU(), new BatchNormalization(), new Conv2DTranspose(3), new BatchNormalization(), new BatchNormalization()],
        ["convolution, ReLU, transposed"] = () => [new Conv2D(17, 3, 2), new ReLU(), new Conv2DTranspose(3, 3, 2)],
        ["transposed, LeakyReLU, transposed"] = () => [new Conv2DTranspose(33, 3, 2), new LeakyReLU(0.2f), new Conv2DTranspose(3)],
        ["transposed, ReLU, up-sampling"] = () => [new Conv2DTranspose(4), new ReLU(), new UpSampling2D()],
        ["convolution, ReLU, flatten, dense"] = () => [new Conv2D(4), new ReLU(), new Flatten(), new Dense(5, 0.1f, 0.2f)],
        ["convolution, LeakyReLU at the end"] = () => [new Conv2D(4, 3, 2), new LeakyReLU()],
        ["convolution, ReLU, LeakyReLU"] = () => [new Conv2D(4), new ReLU(), new LeakyReLU()],
        ["convolution, LeakyReLU, sigmoid"] = () => [new Conv2D(4), new LeakyReLU(), new Sigmoid()],
        ["convolution, sigmoid, sigmoid"] = () => [new Conv2D(4), new Sigmoid(), new Sigmoid()],
        ["flatten, penalised dense, reshape, sigmoid"] = () => [new Flatten(), new Dense(6, 0.1f), new Reshape(new Shape(1, 2, 3)), new Sigmoid()],
        ["reshape, sigmoid, convolution"] = () => [new Reshape(new Shape(4, 6, 3)), new Sigmoid(), new Conv2D(2)],
        ["flatten, dense, ReLU, dense, reshape, transposed"] =
            () => [new Flatten(), new Dense(7, 0.1f), new ReLU(), new Dense(24, 0, 0.3f), new Reshape(new Shape(2, 3, 4)), new Conv2DTranspose(2, 3, 2)],
        ["dense, ReLU, penalty, dense"] = () => [new Flatten(), new Dense(6, 0.1f), new ReLU(), new ActivityRegularization(0.1f), new Dense(4)],
        ["convolution, LeakyReLU, penalty, sigmoid"] = () => [new Conv2D(4), new LeakyReLU(), new ActivityRegularization(0.1f), new Sigmoid()],
        ["rectifier first"] = () => [new LeakyReLU(), new Conv2D(3)],
        ["normalisation first, then both kinds"] =
            () => [new BatchNormalization(), new Conv2D(16), new ReLU(), new Conv2D(3), new LeakyReLU(), new BatchNormalization(), new Sigmoid()],
    };

    public static TheoryData<string> Names => [.. Stacks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Joined_layers_compute_what_they_compute_apart(string name)
    {
        using var run = new LayerRun(Input, Stacks[name]());
        run.ForwardAndBackward(Batch);
        var plain = new PlainStack(Input, Batch, Stacks[name]());
        var weights = run.Parameters.ToDictionary(p => p.Name, p => Close.ToDouble(p.Parameter.Value.Span), StringComparer.Ordinal);
        var input = Close.ToDouble(LayerRun.Input(Input, Batch));
        var factors = run.OutputGradient(Batch);

        var expected = plain.Run(input, weights);
        Close.Check(expected.Output, run.Output, what: "output");
        Close.Check(expected.Penalty, run.Penalty, what: "penalty");
        Close.Check(CentralDifferences.Gradient(input, Loss), run.InputGradient, what: "gradient of the input");
        foreach (var (parameterName, parameter) in run.Parameters.Where(p => p.Parameter.Trainable))
            CheckGradient(CentralDifferences.Gradient(weights[parameterName], Loss), run.Gradient(parameter), parameterName);

        double Loss()
        {
            var result = plain.Run(input, weights);
            var loss = result.Penalty;
            for (var i = 0; i < factors.Length; i++) loss += factors[i] * result.Output[i];
            return loss;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void In_inference_too(string name)
    {
        using var run = new LayerRun(Input, Stacks[name]());
        var weights = run.Parameters.ToDictionary(p => p.Name, p => Close.ToDouble(p.Parameter.Value.Span), StringComparer.Ordinal);

        run.Forward(Batch, training: false);

        var plain = new PlainStack(Input, Batch, Stacks[name](), training: false);
        Close.Check(plain.Run(Close.ToDouble(LayerRun.Input(Input, Batch)), weights).Output, run.Output);

        using var alone = new LayerRun(Input, Stacks[name](), threads: 1);
        alone.Forward(Batch, training: false);
        Close.SameBits(alone.Output, run.Output, "the output of one thread");

        // A training pass afterwards normalises by its own batch again, and in memory of its own.
        run.ForwardAndBackward(Batch);
        using var fresh = new LayerRun(Input, Stacks[name]());
        fresh.ForwardAndBackward(Batch);
        Close.SameBits(fresh.Output, run.Output, "the output of training after inference");
        Close.SameBits(fresh.InputGradient!, run.InputGradient!, "the gradient of training after inference");
    }

    /// <summary>
    /// A bias before a normalisation has a gradient of zero, of which float32 leaves the rounding of terms of order one; hence the unit in the scale.
    /// </summary>
    private static void CheckGradient(double[] expected, ReadOnlySpan<float> actual, string name)
    {
        var scale = Math.Max(1, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5 * scale, $"gradient of {name}, number {i}: expected {expected[i]:R}, found {actual[i]:R}, largest {scale:R}");
    }
}
