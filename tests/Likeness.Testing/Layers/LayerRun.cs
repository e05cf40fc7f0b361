using Likeness.Neural.Layers;
using Likeness.Neural.Optimizers;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Numbers;

namespace Likeness.Testing.Layers;

/// <summary>Layers with random weights, run forward and backward on random numbers.</summary>
public sealed class LayerRun : IDisposable
{
    private readonly Sequential model;
    private readonly GradientCollector collector = new();
    private readonly WorkerTeam team;

    public LayerRun(Shape input, IReadOnlyList<Layer> layers, int threads = 2)
    {
        team = new WorkerTeam(threads);
        model = new Sequential(input, layers);
        foreach (var (name, parameter) in model.Parameters)
        {
            var positive = parameter.Name is "gamma" or "moving_variance";
            RandomNumbers.Array(parameter.Value.Count, Seed(name), positive ? 0.5f : -1, positive ? 1.5f : 1).CopyTo(parameter.Value.Span);
        }
    }

    /// <summary>All weights by the name of their layer and their own.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters => model.Parameters;

    public Shape OutputShape => model.OutputShape;

    /// <summary>What the forward pass gave.</summary>
    public float[] Output { get; private set; } = [];

    public double Penalty { get; private set; }

    /// <summary>What the backward pass gave.</summary>
    public float[]? InputGradient { get; private set; }

    /// <summary>The input of a seed, positive and negative.</summary>
    public static float[] Input(Shape input, int batch, int seed = 11) => RandomNumbers.Array(input.Count * batch, seed);

    /// <summary>The output's gradient: the loss is the sum of the output's numbers, each times one of these.</summary>
    public float[] OutputGradient(int batch, int seed = 12) => RandomNumbers.Array(model.OutputShape.Count * batch, seed);

    public LayerRun Forward(int batch, int seed = 11, bool training = true)
    {
        using var input = Tensor.From(model.InputShape.Batch(batch), Input(model.InputShape, batch, seed));
        Output = model.Forward(new Pass(team, training), input).Span.ToArray();
        Penalty = model.Penalty;
        return this;
    }

    public LayerRun ForwardAndBackward(int batch, int seed = 11, bool wantInputGradient = true)
    {
        using var input = Tensor.From(model.InputShape.Batch(batch), Input(model.InputShape, batch, seed));
        var pass = new Pass(team, Training: true, collector);
        Output = model.Forward(pass, input).Span.ToArray();
        Penalty = model.Penalty;
        Close.SameBits(Input(model.InputShape, batch, seed), input.Span, "the input after the forward pass");
        using var gradient = Tensor.From(model.OutputShape.Batch(batch), OutputGradient(batch));
        InputGradient = model.Backward(pass, input, gradient, wantInputGradient)?.Span.ToArray();
        return this;
    }

    /// <summary>The gradient of a weight.</summary>
    public ReadOnlySpan<float> Gradient(Parameter parameter) => collector.Of(parameter).Span;

    public void Dispose()
    {
        model.Dispose();
        collector.Dispose();
        team.Dispose();
    }

    // string.GetHashCode differs from run to run.
    private static int Seed(string name) => name.Aggregate(17, (hash, c) => unchecked(hash * 31 + c));
}
