using Likeness.Neural.Layers;
using Likeness.Neural.Optimizers;
using Likeness.Neural.Training;
using Likeness.Numerics.Parallelism;
using Likeness.Testing.Numbers;

namespace Likeness.Neural.Tests.Models;

/// <summary>
/// Whole models against the float64 numbers in <c>tests/references</c>, each within 1e-5 of the largest magnitude in its tensor.
/// </summary>
public sealed class ReferenceTests : IDisposable
{
    private const double LearningRate = 1e-3;

    private readonly WorkerTeam team = new(2);

    public static TheoryData<string> Names => ["plain", "seed"];

    public void Dispose() => team.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_weight_has_its_reference_and_every_reference_its_weight(string name)
    {
        using var reference = ReferenceModel.Of(name);
        Assert.Equal(
            reference.Numbers.Below("initial/").Order(StringComparer.Ordinal),
            reference.Trainable.Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Activations_in_training(string name)
    {
        using var reference = ReferenceModel.Of(name);
        var pass = new Pass(team, Training: true);
        using var code = ReferenceModel.ToTensor(reference.Numbers["activation/re_lu_code"]);
        foreach (var layer in reference.Numbers.Below("activation/").Where(l => l != "re_lu_code"))
        {
            var (prefix, ofDecoder) = reference.Prefix(layer);
            using (prefix) reference.Check("activation/" + layer, prefix.Forward(pass, ofDecoder ? code : reference.Batch).Span);
        }

        reference.Check("activation/re_lu_code", reference.Model.Encoder.Forward(pass, reference.Batch).Span);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Losses_and_gradients_of_the_first_step(string name)
    {
        using var reference = ReferenceModel.Of(name);
        using var collector = new GradientCollector();
        using var step = new TrainingStep(reference.Model, new ReconstructionObjective(), team, collector);

        var (error, penalty, _) = step.Forward(new Batch(reference.Batch));
        step.Backward(new Batch(reference.Batch));

        CheckLosses(reference, 0, error, penalty);
        foreach (var (parameterName, parameter) in reference.Trainable) reference.Check("gradient/" + parameterName, collector.Of(parameter).Span);
    }

    [Fact]
    public void Gradients_without_penalties()
    {
        using var reference = ReferenceModel.Of("plain");
        using var model = Likeness.Neural.Models.Autoencoder.Empty(reference.Settings with { ActivityL1 = 0, WeightL2 = 0 }, withDecoder: true);
        foreach (var (from, to) in reference.Model.Parameters.Zip(model.Parameters)) from.Parameter.Value.Span.CopyTo(to.Parameter.Value.Span);
        using var collector = new GradientCollector();
        using var step = new TrainingStep(model, new ReconstructionObjective(), team, collector);

        var (_, penalty, _) = step.Forward(new Batch(reference.Batch));
        step.Backward(new Batch(reference.Batch));

        Assert.Equal(0, penalty);
        foreach (var (name, parameter) in model.Parameters) reference.Check("error_gradient/" + name, collector.Of(parameter).Span);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_moments_and_moving_statistics_after_some_steps(string name)
    {
        using var reference = ReferenceModel.Of(name);
        using var adam = new Adam();
        using var step = new TrainingStep(reference.Model, new ReconstructionObjective(), team, adam);
        for (var i = 0; i < reference.Steps; i++)
        {
            var (error, penalty, _) = step.Forward(new Batch(reference.Batch));
            CheckLosses(reference, i, error, penalty);
            adam.BeginStep(LearningRate);
            step.Backward(new Batch(reference.Batch));
            if (i == 0) CheckWeights(reference, 1);
        }

        CheckWeights(reference, reference.Steps);
        foreach (var (parameterName, parameter) in reference.Model.Parameters.Where(p => !p.Parameter.Trainable))
            reference.Check($"step{reference.Steps}/{parameterName}", parameter.Value.Span);
        foreach (var (parameterName, parameter) in reference.Trainable)
        {
            var (mean, square) = adam.StateOf(parameter);
            reference.Check("mean/" + parameterName, mean.Span);
            reference.Check("square/" + parameterName, square.Span);
        }

        var inference = new Pass(team, Training: false);
        var code = reference.Model.Encoder.Forward(inference, reference.Batch);
        reference.Check("final/code", code.Span);
        reference.Check("final/output", reference.Model.Decoder!.Forward(inference, code).Span);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluation_is_inference_and_changes_nothing(string name)
    {
        using var reference = ReferenceModel.Of(name);
        using var adam = new Adam();
        using var step = new TrainingStep(reference.Model, new ReconstructionObjective(), team, adam);
        for (var i = 0; i < reference.Steps; i++)
        {
            step.Forward(new Batch(reference.Batch));
            adam.BeginStep(LearningRate);
            step.Backward(new Batch(reference.Batch));
        }

        var before = reference.Model.Parameters.Select(p => p.Parameter.Value.Span.ToArray()).ToList();
        var (error, _, _) = step.Evaluate(new Batch(reference.Batch));

        var (output, input) = (reference.Numbers["final/output"].Values, reference.Numbers["input"].Values);
        Close.Check(output.Zip(input, (y, x) => (y - x) * (y - x)).Average(), error);
        foreach (var (was, now) in before.Zip(reference.Model.Parameters)) Close.SameBits(was, now.Parameter.Value.Span, now.Name);
    }

    private static void CheckWeights(ReferenceModel reference, int step)
    {
        foreach (var (name, parameter) in reference.Trainable) reference.Check($"step{step}/{name}", parameter.Value.Span);
    }

    private static void CheckLosses(ReferenceModel reference, int step, double error, double penalty)
    {
        var row = reference.Numbers["losses"].Values.AsSpan(step * 4, 4);
        Close.Check(row[0], error, what: $"squared error of step {step}");
        Close.Check(row[1] + row[2], penalty, what: $"penalties of step {step}");
        Close.Check(row[3], error + penalty, what: $"loss of step {step}");
    }
}
