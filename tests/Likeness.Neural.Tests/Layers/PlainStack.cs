using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;

namespace Likeness.Neural.Tests.Layers;

/// <summary>The float64 definitions of some layers, one after another.</summary>
internal sealed class PlainStack
{
    private readonly List<Func<PlainResult, IReadOnlyDictionary<string, double[]>, PlainResult>> steps = [];
    private readonly int batch;
    private readonly bool training;

    public PlainStack(Shape input, int batch, IReadOnlyList<Layer> layers, bool training = true)
    {
        (this.batch, this.training) = (batch, training);

        // Building a model of them gives the layers their names and shapes.
        using var model = new Sequential(input, layers);
        foreach (var layer in layers) steps.Add(Step(layer));
    }

    public PlainResult Run(double[] input, IReadOnlyDictionary<string, double[]> weights) =>
        steps.Aggregate(new PlainResult(input), (result, step) => step(result, weights));

    private Func<PlainResult, IReadOnlyDictionary<string, double[]>, PlainResult> Step(Layer layer)
    {
        var (name, shape) = (layer.Name, layer.InputShape);
        var picture = shape.Rank == 3 ? new Picture(batch, shape[0], shape[1], shape[2]) : default;
        var l2 = layer.Parameters.Count > 0 ? layer.Parameters[0].WeightL2 : 0;
        var l1 = name == "dense" ? ActivityL1 : 0;
        return layer switch
        {
            Conv2D c => (x, w) => x with { Output = PlainLayers.Conv2D(x.Output, picture, w[name + "/kernel"], w[name + "/bias"], c.KernelSize, c.Strides) },
            Conv2DTranspose c => (x, w) =>
                x with { Output = PlainLayers.Conv2DTranspose(x.Output, picture, w[name + "/kernel"], w[name + "/bias"], c.KernelSize, c.Strides) },
            UpSampling2D => (x, _) => x with { Output = PlainLayers.UpSampling2D(x.Output, picture, layer.OutputShape[0] / shape[0]) },
            LeakyReLU r => (x, _) => x with { Output = PlainLayers.LeakyReLU(x.Output, r.NegativeSlope) },
            Sigmoid => (x, _) => x with { Output = PlainLayers.Sigmoid(x.Output) },
            Flatten or Reshape => (x, _) => x,
            ActivityRegularization => (x, _) => x with { Penalty = x.Penalty + ActivityL1 * x.Output.Sum(Math.Abs) / batch },
            Dense => (x, w) =>
            {
                var y = PlainLayers.Dense(x.Output, batch, w[name + "/kernel"], w[name + "/bias"]);
                return new PlainResult(y, x.Penalty + l1 * y.Sum(Math.Abs) / batch + l2 * w[name + "/kernel"].Sum(v => v * v));
            },
            BatchNormalization => (x, w) =>
            {
                var (mean, variance) = training ? PlainLayers.Moments(x.Output, shape[^1]) : (w[name + "/moving_mean"], w[name + "/moving_variance"]);
                return x with { Output = PlainLayers.Normalise(x.Output, mean, variance, w[name + "/gamma"], w[name + "/beta"], 1e-3f) };
            },
            _ => throw new NotSupportedException($"{layer.GetType().Name} has no definition here"),
        };
    }

    /// <summary>The activity penalty of the first dense layer of every stack, and of every layer that has nothing else: they do not show it.</summary>
    private const float ActivityL1 = 0.1f;
}
