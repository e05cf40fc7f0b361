using Likeness.Neural.Layers;
using Likeness.Neural.Optimizers;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;
using Likeness.Testing.Numbers;

namespace Likeness.Neural.Tests.Layers;

public sealed class ResidualTests : LayerConformance<Residual>
{
    protected override IEnumerable<LayerCase> Cases =>
    [
        new LayerCase("two convolutions of the same shape", 2, new Shape(5, 4, 3), () => new Residual(new Conv2D(6), new LeakyReLU(), new Conv2D(3)), (x, weights) =>
        {
            var picture = new Picture(2, 5, 4, 3);
            var inside = PlainLayers.LeakyReLU(PlainLayers.Conv2D(x, picture, weights["conv2d/kernel"], weights["conv2d/bias"], 3, 1), 0.3f);
            return Sum(x, PlainLayers.Conv2D(inside, picture with { Channels = 6 }, weights["conv2d_1/kernel"], weights["conv2d_1/bias"], 3, 1));
        }),
        new LayerCase("a stride and other channels, over a projection", 2, new Shape(5, 7, 3), () => new Residual(new Conv2D(4, strides: 2), new ReLU()), (x, weights) =>
        {
            var picture = new Picture(2, 5, 7, 3);
            var inside = PlainLayers.LeakyReLU(PlainLayers.Conv2D(x, picture, weights["conv2d/kernel"], weights["conv2d/bias"], 3, 2), 0);
            return Sum(PlainLayers.Conv2D(x, picture, weights["projection/conv2d/kernel"], weights["projection/conv2d/bias"], 1, 2), inside);
        }),
        new LayerCase("rows", 3, new Shape(6), () => new Residual(new Dense(5, 0.1f, 0.2f), new ReLU(), new Dense(6)), (x, weights) =>
        {
            var hidden = PlainLayers.Dense(x, 3, weights["dense/kernel"], weights["dense/bias"]);
            var inside = PlainLayers.Dense(PlainLayers.LeakyReLU(hidden, 0), 3, weights["dense_1/kernel"], weights["dense_1/bias"]);
            return Sum(x, inside) with { Penalty = 0.1f * hidden.Sum(Math.Abs) / 3 + 0.2f * weights["dense/kernel"].Sum(v => v * v) };
        }),
        new LayerCase("only what lies in its input's memory", 3, new Shape(6), () => new Residual(new ActivityRegularization(0.3f)), (x, _) =>
            Sum(x, x) with { Penalty = 0.3f * x.Sum(Math.Abs) / 3 }),
    ];

    [Fact]
    public void Its_weights_are_named_by_path_and_are_the_models()
    {
        using var model = new Sequential(new Shape(4, 4, 3), [new Conv2D(3), Nested(), new Residual(new Conv2D(5, strides: 2))]);
        Assert.Equal(
            [
                "conv2d/kernel", "conv2d/bias", "residual/conv2d/kernel", "residual/conv2d/bias", "residual/residual/conv2d/kernel", "residual/residual/conv2d/bias",
                "residual_1/conv2d/kernel", "residual_1/conv2d/bias", "residual_1/projection/conv2d/kernel", "residual_1/projection/conv2d/bias",
            ],
            model.Parameters.Select(p => p.Name));
    }

    [Fact]
    public void Blocks_among_other_layers_inside_and_behind_rectifiers_have_the_gradients_of_the_whole()
    {
        using var run = new LayerRun(new Shape(4, 4, 3), [new Conv2D(3), new ReLU(), Nested(), new Sigmoid(), new GlobalAveragePooling2D()]);
        run.ForwardAndBackward(2);
        var weights = run.Parameters.ToDictionary(p => p.Name, p => Close.ToDouble(p.Parameter.Value.Span), StringComparer.Ordinal);
        var (x, picture, factors) = (Close.ToDouble(LayerRun.Input(new Shape(4, 4, 3), 2)), new Picture(2, 4, 4, 3), run.OutputGradient(2));
        Close.Check(Whole(), run.Output);
        Close.Check(CentralDifferences.Gradient(x, Loss), run.InputGradient, what: "gradient of the input");
        foreach (var (name, parameter) in run.Parameters) Close.Check(CentralDifferences.Gradient(weights[name], Loss), run.Gradient(parameter), what: name);

        double[] Whole()
        {
            var first = PlainLayers.LeakyReLU(Convolve(x, "conv2d"), 0);
            var second = Convolve(first, "residual/conv2d");
            var inner = Sum(second, Convolve(second, "residual/residual/conv2d")).Output;
            return PlainLayers.AveragePooling(PlainLayers.Sigmoid(Sum(first, inner).Output), picture, 4, 4);
        }

        double[] Convolve(double[] from, string name) => PlainLayers.Conv2D(from, picture, weights[name + "/kernel"], weights[name + "/bias"], 3, 1);

        double Loss() => Whole().Zip(factors, (a, b) => a * b).Sum();
    }

    [Fact]
    public void Shapes_that_no_shortcut_can_reach_are_refused()
    {
        Assert.Contains("Residual", Refused(new Shape(4, 4, 3), new UpSampling2D()), StringComparison.Ordinal);
        Assert.Contains("Residual", Refused(new Shape(4, 4, 3), new Flatten()), StringComparison.Ordinal);
        Assert.Contains("no layers", Assert.Throws<WrongSettingsException>(() => new Residual()).Message, StringComparison.Ordinal);

        static string Refused(Shape input, Layer inner) => Assert.Throws<WrongSettingsException>(() => new LayerRun(input, [new Residual(inner)])).Message;
    }

    [Fact]
    public void A_warm_step_through_a_block_allocates_nothing()
    {
        using var team = new WorkerTeam(2);
        using var model = new Sequential(new Shape(8, 8, 3), [Nested(), new Residual(new Conv2D(4, strides: 2), new LeakyReLU(), new BatchNormalization())]);
        foreach (var (_, parameter) in model.Parameters) parameter.Value.Span.Fill(0.01f);
        using var adam = new Adam();
        using var input = RandomNumbers.Tensor(model.InputShape.Batch(4), 3);
        using var gradient = new Tensor(model.OutputShape.Batch(4));
        var pass = new Pass(team, Training: true, adam);
        for (var i = 0; i < 3; i++) Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) Step();
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 20, 0, 63);

        void Step()
        {
            model.Forward(pass, input);
            gradient.Span.Fill(1e-3f);
            adam.BeginStep(1e-4);
            model.Backward(pass, input, gradient, wantInputGradient: false);
        }
    }

    private static Residual Nested() => new(new Conv2D(3), new Residual(new Conv2D(3)));

    private static PlainResult Sum(double[] a, double[] b) => new([.. a.Zip(b, (x, y) => x + y)]);
}
