using Likeness.Neural.Layers;
using Likeness.Testing.Numbers;

namespace Likeness.Testing.Layers;

/// <summary>What every layer must do. A derived class says in which configurations, and what the layer computes, in float64.</summary>
public abstract class LayerConformance<TLayer> where TLayer : Layer
{
    /// <summary>Shapes that are not square, odd sizes, sizes that vectors do not divide, a single pixel.</summary>
    protected abstract IEnumerable<LayerCase> Cases { get; }

    [Fact]
    public void Every_case_is_of_this_layer()
    {
        Assert.NotEmpty(Cases);
        Assert.All(Cases, c => Assert.IsType<TLayer>(c.Make()));
    }

    [Fact]
    public void The_output_is_that_of_the_plain_loops()
    {
        foreach (var c in Cases)
        {
            using var run = Run(c).Forward(c.Batch);
            var expected = c.Plain(Close.ToDouble(LayerRun.Input(c.Input, c.Batch)), Weights(run));
            Close.Check(expected.Output, run.Output, what: $"{c.Name}, output");
            Close.Check(expected.Penalty, run.Penalty, what: $"{c.Name}, penalty");
        }
    }

    [Fact]
    public void The_gradient_of_the_input_is_that_of_central_differences()
    {
        foreach (var c in Cases)
        {
            using var run = Run(c).ForwardAndBackward(c.Batch);
            var (input, weights) = (Close.ToDouble(LayerRun.Input(c.Input, c.Batch)), Weights(run));
            var expected = CentralDifferences.Gradient(input, () => Loss(c, input, weights, run));
            Close.Check(expected, run.InputGradient, what: $"{c.Name}, gradient of the input");
        }
    }

    [Fact]
    public void The_gradients_of_the_weights_are_those_of_central_differences()
    {
        foreach (var c in Cases)
        {
            using var run = Run(c).ForwardAndBackward(c.Batch);
            var (input, weights) = (Close.ToDouble(LayerRun.Input(c.Input, c.Batch)), Weights(run));
            foreach (var (path, parameter) in run.Parameters.Where(p => p.Parameter.Trainable))
            {
                var expected = CentralDifferences.Gradient(weights[Within(path)], () => Loss(c, input, weights, run));
                Close.Check(expected, run.Gradient(parameter), what: $"{c.Name}, gradient of {path}");
            }
        }
    }

    [Fact]
    public void Without_the_gradient_of_the_input_those_of_the_weights_are_the_same()
    {
        foreach (var c in Cases)
        {
            using var with = Run(c).ForwardAndBackward(c.Batch);
            using var without = Run(c).ForwardAndBackward(c.Batch, wantInputGradient: false);
            Assert.Null(without.InputGradient);
            SameGradients(c, with, without);
        }
    }

    [Fact]
    public void The_same_batch_again_gives_the_same_bits()
    {
        foreach (var c in Cases)
        {
            using var once = Run(c).ForwardAndBackward(c.Batch);
            using var again = Run(c).ForwardAndBackward(c.Batch, seed: 99).ForwardAndBackward(c.Batch);
            Same(c, once, again);
        }
    }

    [Fact]
    public void A_batch_between_a_larger_and_a_smaller_one_gives_the_same_bits()
    {
        foreach (var c in Cases)
        {
            using var alone = Run(c).ForwardAndBackward(c.Batch);
            using var between = Run(c).ForwardAndBackward(c.Batch + 3).ForwardAndBackward(1).ForwardAndBackward(c.Batch);
            Same(c, alone, between);
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_numbers()
    {
        foreach (var c in Cases)
        {
            using var one = Run(c, threads: 1).ForwardAndBackward(c.Batch);
            using var three = Run(c, threads: 3).ForwardAndBackward(c.Batch);
            Close.Check(Close.ToDouble(one.Output), three.Output, 1e-6, $"{c.Name}, output");
            Close.Check(Close.ToDouble(one.InputGradient), three.InputGradient, 1e-6, $"{c.Name}, gradient of the input");
            foreach (var (a, b) in one.Parameters.Zip(three.Parameters).Where(p => p.First.Parameter.Trainable))
                Close.Check(Close.ToDouble(one.Gradient(a.Parameter)), three.Gradient(b.Parameter), 1e-6, $"{c.Name}, gradient of {a.Name}");
        }
    }

    private static LayerRun Run(LayerCase c, int threads = 2) => new(c.Input, [c.Make()], threads);

    private static Dictionary<string, double[]> Weights(LayerRun run) =>
        run.Parameters.ToDictionary(p => Within(p.Name), p => Close.ToDouble(p.Parameter.Value.Span), StringComparer.Ordinal);

    /// <summary>A weight's name within the layer: of a layer that holds others their path.</summary>
    private static string Within(string path) => path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static double Loss(LayerCase c, double[] input, IReadOnlyDictionary<string, double[]> weights, LayerRun run)
    {
        var plain = c.Plain(input, weights);
        var factors = run.OutputGradient(c.Batch);
        var loss = plain.Penalty;
        for (var i = 0; i < factors.Length; i++) loss += factors[i] * plain.Output[i];
        return loss;
    }

    private static void Same(LayerCase c, LayerRun expected, LayerRun actual)
    {
        Close.SameBits(expected.Output, actual.Output, $"{c.Name}, output");
        Close.SameBits(expected.InputGradient, actual.InputGradient, $"{c.Name}, gradient of the input");
        SameGradients(c, expected, actual);
    }

    private static void SameGradients(LayerCase c, LayerRun expected, LayerRun actual)
    {
        foreach (var (a, b) in expected.Parameters.Zip(actual.Parameters).Where(p => p.First.Parameter.Trainable))
            Close.SameBits(expected.Gradient(a.Parameter), actual.Gradient(b.Parameter), $"{c.Name}, gradient of {a.Name}");
    }
}
