using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;
using Likeness.Testing.Numbers;

namespace Likeness.Neural.Tests.Layers;

public sealed class BatchNormalizationTests : LayerConformance<BatchNormalization>
{
    protected override IEnumerable<LayerCase> Cases =>
    [
        Case(new Picture(2, 3, 4, 5)), Case(new Picture(3, 5, 1, 1)), Case(new Picture(2, 2, 3, 17)), Case(new Picture(1, 4, 3, 33)),
        Case(new Picture(5, 1, 1, 2)), Case(new Picture(2, 3, 2, 4), epsilon: 0.5f),
    ];

    [Fact]
    public void Inference_normalises_by_the_moving_statistics_and_leaves_them_alone()
    {
        foreach (var c in Cases)
        {
            using var run = new LayerRun(c.Input, [c.Make()]);
            var weights = run.Parameters.ToDictionary(p => p.Parameter.Name, p => Close.ToDouble(p.Parameter.Value.Span), StringComparer.Ordinal);
            run.Forward(c.Batch, training: false);

            var epsilon = c.Name.Contains("0.5", StringComparison.Ordinal) ? 0.5 : 1e-3f;
            var expected = PlainLayers.Normalise(
                Close.ToDouble(LayerRun.Input(c.Input, c.Batch)), weights["moving_mean"], weights["moving_variance"], weights["gamma"], weights["beta"], epsilon);
            Close.Check(expected, run.Output, what: c.Name);
            foreach (var (_, parameter) in run.Parameters) Close.Check(weights[parameter.Name], parameter.Value.Span, 0, parameter.Name);
        }
    }

    [Fact]
    public void Training_moves_the_statistics_by_the_biased_moments_of_each_batch()
    {
        var shape = new Shape(3, 5, 2);
        using var run = new LayerRun(shape, [new BatchNormalization(momentum: 0.9f)]);
        var mean = Value(run, "moving_mean");
        var variance = Value(run, "moving_variance");
        foreach (var seed in new[] { 1, 2, 3 })
        {
            run.Forward(4, seed);
            Close.Check(mean, run.Parameters.Single(p => p.Parameter.Name == "moving_mean").Parameter.Value.Span, 1e-6, "before the backward pass");
            run.ForwardAndBackward(4, seed);
            var (batchMean, batchVariance) = PlainLayers.Moments(Close.ToDouble(LayerRun.Input(shape, 4, seed)), 2);
            for (var c = 0; c < 2; c++)
            {
                mean[c] = 0.9 * mean[c] + 0.1 * batchMean[c];
                variance[c] = 0.9 * variance[c] + 0.1 * batchVariance[c];
            }
        }

        Close.Check(mean, run.Parameters.Single(p => p.Parameter.Name == "moving_mean").Parameter.Value.Span, 1e-6);
        Close.Check(variance, run.Parameters.Single(p => p.Parameter.Name == "moving_variance").Parameter.Value.Span, 1e-6);
    }

    private static double[] Value(LayerRun run, string name) => Close.ToDouble(run.Parameters.Single(p => p.Parameter.Name == name).Parameter.Value.Span);

    private static LayerCase Case(Picture picture, float epsilon = 1e-3f) => new(
        $"{picture}, epsilon {epsilon}", picture.Batch, new Shape(picture.Height, picture.Width, picture.Channels), () => new BatchNormalization(epsilon: epsilon),
        (x, w) =>
        {
            var (mean, variance) = PlainLayers.Moments(x, picture.Channels);
            return new PlainResult(PlainLayers.Normalise(x, mean, variance, w["gamma"], w["beta"], epsilon));
        });
}
