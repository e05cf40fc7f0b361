using Likeness.Neural.Models;
using Likeness.Neural.Optimizers;
using Likeness.Neural.Training;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Numbers;

namespace Likeness.Neural.Tests.Training;

public sealed class TrainerTests
{
    private const int PictureLength = 16 * 8 * 3;
    private static readonly AutoencoderSettings Small = new() { Height = 16, Width = 8, Filters = [4, 8], Codes = 6, ActivityL1 = 1e-4f, WeightL2 = 1e-4f };
    private static readonly TrainerSettings Settings = new() { Epochs = 8, BatchSize = 4, LearningRate = 5e-3, Schedule = "constant" };

    [Theory]
    [InlineData("seed", false)]
    [InlineData("plain", false)]
    [InlineData("article", true)]
    public void Two_trainings_with_one_seed_are_the_same_bit_for_bit(string architecture, bool upSampling)
    {
        var settings = Small with { Architecture = architecture, UpSampling = upSampling };
        using var a = Autoencoder.Create(settings, 5);
        using var b = Autoencoder.Create(settings, 5);
        var (first, second) = (Train(a, 3), Train(b, 3));

        Assert.Equal(first.Select(r => (r.Loss, r.Validation[LossValidation.Loss])), second.Select(r => (r.Loss, r.Validation[LossValidation.Loss])));
        foreach (var (x, y) in a.Parameters.Zip(b.Parameters)) Close.SameBits(x.Parameter.Value.Span, y.Parameter.Value.Span, x.Name);
    }

    [Theory]
    [InlineData("seed", false)]
    [InlineData("plain", false)]
    [InlineData("article", false)]
    [InlineData("article", true)]
    public void The_loss_falls(string architecture, bool upSampling)
    {
        using var model = Autoencoder.Create(Small with { Architecture = architecture, UpSampling = upSampling }, 5);
        var history = Train(model, 50);
        Assert.True(history[^1].Loss < 0.95 * history[0].Loss, $"from {history[0].Loss} to {history[^1].Loss}");
        Assert.True(history[^1].Metrics[ReconstructionObjective.Error] < history[0].Metrics[ReconstructionObjective.Error]);
        Assert.All(history, r => Assert.True(r.Loss > r.Metrics[ReconstructionObjective.Error]));
    }

    [Fact]
    public void Every_picture_counts_once_in_the_means_also_in_a_last_batch_that_is_not_full()
    {
        // A rate too small to change anything: the epoch's loss is then the mean over all pictures, however they are grouped.
        using var model = Autoencoder.Create(Small with { Architecture = "article", ActivityL1 = 0, WeightL2 = 0 }, 5);
        using var team = new WorkerTeam(2);
        double[] errors = [.. new[] { 1, 3, 4, 10, 16 }.Select(batch =>
        {
            using var trainer = new Trainer(model, new ReconstructionObjective(), Settings with { BatchSize = batch, LearningRate = 1e-30 }, team);
            var pictures = new Pictures(10, PictureLength, 1, batch);
            return trainer.RunEpoch(0, pictures, new LossValidation(pictures), null, default).Metrics[ReconstructionObjective.Error]!.Value;
        })];
        Assert.All(errors, e => Close.Check(errors[0], e, 1e-6));
    }

    [Fact]
    public void Progress_validation_and_rate_are_told()
    {
        using var model = Autoencoder.Create(Small, 5);
        using var team = new WorkerTeam(2);
        using var trainer = new Trainer(model, new ReconstructionObjective(), Settings with { Schedule = "polynomial", Epochs = 4, LearningRate = 0.01 }, team);
        var done = new List<int>();
        var record = trainer.RunEpoch(2, new Pictures(10, PictureLength, 1), new LossValidation(new Pictures(3, PictureLength, 2)), done.Add, default);

        Assert.Equal([4, 8, 10], done);
        Assert.Equal(3, record.Epoch);
        Assert.Equal(0.005, record.LearningRate, 1e-12);
        Assert.True(record.Validation[LossValidation.Loss] > record.Validation[LossValidation.Error]);
        Assert.Equal(MetricSet.None, trainer.RunEpoch(3, new Pictures(4, PictureLength, 1), null, null, default).Validation);
    }

    [Fact]
    public void Validation_changes_no_weight()
    {
        using var model = Autoencoder.Create(Small, 5);
        using var team = new WorkerTeam(2);
        using var trainer = new Trainer(model, new ReconstructionObjective(), Settings, team);
        var before = model.Parameters.Select(p => p.Parameter.Value.Span.ToArray()).ToList();
        trainer.Evaluate(new Pictures(6, PictureLength, 1), default);
        foreach (var (was, now) in before.Zip(model.Parameters)) Close.SameBits(was, now.Parameter.Value.Span, now.Name);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("seed")]
    [InlineData("article")]
    public void A_loss_that_is_no_number_is_reported_and_no_weight_is_spoilt(string architecture)
    {
        using var model = Autoencoder.Create(Small with { Architecture = architecture }, 5);
        using var team = new WorkerTeam(2);
        using var trainer = new Trainer(model, new ReconstructionObjective(), Settings, team);
        var error = Assert.Throws<TrainingDivergedException>(() => trainer.RunEpoch(1, new Pictures(8, PictureLength, 1).Spoil(5), null, null, default));
        Assert.Contains("NaN in epoch 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("learning-rate", error.Message, StringComparison.Ordinal);
        foreach (var (name, parameter) in model.Parameters) Assert.False(parameter.Value.Span.ToArray().Any(float.IsNaN), name);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("seed")]
    public void A_last_step_that_leaves_no_numbers_is_reported_though_every_loss_was_one(string architecture)
    {
        using var model = Autoencoder.Create(Small with { Architecture = architecture }, 5);
        using var team = new WorkerTeam(2);
        using var trainer = new Trainer(model, new ReconstructionObjective(), Settings with { BatchSize = 8, LearningRate = 1e39 }, team);
        Assert.Throws<TrainingDivergedException>(() => trainer.RunEpoch(0, new Pictures(8, PictureLength, 1, batchSize: 8), null, null, default));
    }

    [Fact]
    public void A_source_without_pictures_is_reported()
    {
        using var model = Autoencoder.Create(Small, 5);
        using var team = new WorkerTeam(2);
        using var trainer = new Trainer(model, new ReconstructionObjective(), Settings, team);
        var (none, some) = (new Pictures(0, PictureLength, 1), new Pictures(4, PictureLength, 1));
        string Refused(Pictures training, Pictures held) =>
            Assert.Throws<UnusableInputException>(() => trainer.RunEpoch(0, training, new LossValidation(held), null, default)).Message;
        Assert.Contains("learn from", Refused(none, some), StringComparison.Ordinal);
        Assert.Contains("held back", Refused(some, none), StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_leaves_all_bounds_is_reported()
    {
        using var model = Autoencoder.Create(Small, 5);
        using var team = new WorkerTeam(2);
        using var trainer = new Trainer(model, new ReconstructionObjective(), Settings with { LearningRate = 1e-30 }, team);
        var pictures = new Pictures(8, PictureLength, 1);
        trainer.RunEpoch(0, pictures, null, null, default);
        var codes = model.Encoder.Parameters.First(p => p.Parameter.WeightL2 > 0).Parameter;
        codes.Value.Span.Fill(100);
        Assert.Contains("in epoch 2", Assert.Throws<TrainingDivergedException>(() => trainer.RunEpoch(1, pictures, null, null, default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelling_stops_between_two_steps()
    {
        using var model = Autoencoder.Create(Small, 5);
        using var team = new WorkerTeam(2);
        using var trainer = new Trainer(model, new ReconstructionObjective(), Settings, team);
        using var cancel = new CancellationTokenSource();
        var done = 0;
        Assert.Throws<OperationCanceledException>(() => trainer.RunEpoch(0, new Pictures(20, PictureLength, 1), null, n =>
        {
            done = n;
            if (n == 8) cancel.Cancel();
        }, cancel.Token));
        Assert.Equal(8, done);
    }

    [Fact]
    public void A_batch_below_one_is_refused()
    {
        using var model = Autoencoder.Create(Small, 5);
        using var team = new WorkerTeam(1);
        Assert.Contains("batch is 0", Assert.Throws<WrongSettingsException>(() => new Trainer(model, new ReconstructionObjective(), Settings with { BatchSize = 0 }, team)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("seed", false)]
    [InlineData("plain", false)]
    [InlineData("article", true)]
    public void A_warm_step_allocates_nothing(string architecture, bool upSampling)
    {
        const int steps = 20;
        using var model = Autoencoder.Create(Small with { Architecture = architecture, UpSampling = upSampling }, 5);
        using var team = new WorkerTeam(2);
        using var adam = new Adam();
        using var step = new TrainingStep(model, new ReconstructionObjective(), team, adam);
        using var pictures = RandomNumbers.Tensor(new Shape(4, 16, 8, 3), 1, 0, 1);
        var batch = new Batch(pictures);
        for (var i = 0; i < 3; i++) Step();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < steps; i++) Step();
        var perStep = (GC.GetAllocatedBytesForCurrentThread() - before) / steps;

        Assert.True(perStep < 64, $"{perStep} bytes were allocated per step");

        void Step()
        {
            step.Forward(batch);
            adam.BeginStep(1e-4);
            step.Backward(batch);
        }
    }

    private static List<EpochRecord> Train(Autoencoder model, int epochs)
    {
        using var team = new WorkerTeam(2);
        using var trainer = new Trainer(model, new ReconstructionObjective(), Settings, team);
        var (training, validation) = (new Pictures(22, PictureLength, 1), new LossValidation(new Pictures(5, PictureLength, 2)));
        return [.. Enumerable.Range(0, epochs).Select(epoch => trainer.RunEpoch(epoch, training, validation, null, default))];
    }
}
