using Likeness.Neural.Layers;
using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Numbers;
using Likeness.Testing.References;
using L2Normalization = Likeness.Neural.Layers.L2Normalization;

namespace Likeness.Neural.Tests.Training;

/// <summary>The normalisation and the loss give the reference's numbers, forward and backward.</summary>
public sealed class TripletReferenceTests
{
    private const int Rows = 8;
    private const int Length = 5;
    private const float Margin = 0.2f;
    private static readonly string[] Names = ["anchor", "positive", "negative"];

    [Theory]
    [InlineData("squared", TripletDistance.Squared)]
    [InlineData("euclid", TripletDistance.Euclidean)]
    public void Losses_and_gradients_are_those_of_the_reference(string name, TripletDistance distance)
    {
        var reference = ReferenceNumbers.Load("triplet");
        using var team = new WorkerTeam(2);
        using var layer = new L2Normalization();
        var shape = new Shape(Names.Length * Rows, Length);
        using var raw = Tensor.From(shape, [.. Names.SelectMany(part => reference[part].Values).Select(value => (float)value)]);
        using var unit = new Tensor(shape);
        using var gradient = new Tensor(shape);
        using var rawGradient = new Tensor(shape);
        using var squared = new Tensor(new Shape(shape[0], shape[0]));
        var pass = new Pass(team, Training: true);
        layer.Forward(pass, raw, unit, JoinedWork.None);
        PairwiseDistances.Squared(team, unit, squared);
        Triplet[] triplets = [.. Enumerable.Range(0, Rows).Select(row => new Triplet(row, Rows + row, 2 * Rows + row))];
        var loss = new TripletLoss(Margin, distance);
        var mean = loss.Run(team, unit, squared, triplets, gradient);
        layer.Backward(pass, raw, unit, gradient, rawGradient, JoinedWork.None);

        for (var part = 0; part < Names.Length; part++)
        {
            Near(reference[$"normalised_{Names[part]}"].Values, unit.Span.Slice(part * Rows * Length, Rows * Length));
            Near(reference[$"grad_{name}_{Names[part]}"].Values, rawGradient.Span.Slice(part * Rows * Length, Rows * Length));
        }

        var losses = reference[$"per_triplet_{name}"].Values;
        Assert.Equal(losses.Average(), mean, 1e-5);
        Assert.Equal(losses.Count(value => value > 0), loss.Active);
        for (var row = 0; row < Rows; row++) Assert.Equal(losses[row], loss.Run(team, unit, squared, triplets.AsSpan(row, 1), null), 1e-5);
    }

    private static void Near(double[] expected, ReadOnlySpan<float> actual)
    {
        Close.Check(expected, actual, 1e-5);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5);
    }
}
