using System.Text.Json.Nodes;
using Likeness.Neural.Files;
using Likeness.Neural.Models;
using Likeness.Neural.Storage;
using Likeness.Neural.Training;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing;
using Likeness.Testing.Numbers;

namespace Likeness.Neural.Tests.Training;

/// <summary>A training that goes on from a checkpoint ends with the weights of one that never stopped, wherever it was cut off.</summary>
public sealed class CheckpointTests : IDisposable
{
    private const int PictureLength = 16 * 8 * 3;
    private const int Epochs = 3;
    private const int Count = 22;
    private static readonly AutoencoderSettings Small = new() { Height = 16, Width = 8, Filters = [4, 8], Codes = 6, ActivityL1 = 1e-4f, WeightL2 = 1e-4f };
    private static readonly TrainerSettings Settings = new() { Epochs = Epochs, BatchSize = 4, LearningRate = 5e-3, Schedule = "time" };

    private readonly TemporaryFolder folder = new();
    private readonly WorkerTeam team = new(2);

    private string Path => folder["checkpoint.safetensors"];

    public void Dispose()
    {
        team.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("seed", 0, 4)]
    [InlineData("seed", 1, 12)]
    [InlineData("seed", 2, 22)]
    [InlineData("article", 1, 20)]
    [InlineData("plain", 0, 22)]
    public void Weights_moments_and_history_are_those_of_an_undisturbed_training(string architecture, int epoch, int pictures)
    {
        var settings = Small with { Architecture = architecture };
        using var undisturbed = Autoencoder.Create(settings, 5);
        var expected = Finish(undisturbed, new Trainer(undisturbed, new ReconstructionObjective(), Settings, team), []);

        using var stopped = Autoencoder.Create(settings, 5);
        using (var trainer = new Trainer(stopped, new ReconstructionObjective(), Settings, team)) CutOff(trainer, epoch, pictures);
        using var resumed = Autoencoder.Create(settings, 99);
        var next = new Trainer(resumed, new ReconstructionObjective(), Settings, team);
        var record = next.Load(Path);
        var history = Finish(resumed, next, [.. record.History]);

        Assert.Equal("as it was", record.Run);
        Assert.Equal(expected.Select(Numbers), history.Select(Numbers));
        foreach (var (a, b) in undisturbed.Parameters.Zip(resumed.Parameters)) Close.SameBits(a.Parameter.Value.Span, b.Parameter.Value.Span, a.Name);
    }

    [Fact]
    public void The_batches_before_it_are_not_read_again()
    {
        using var model = Autoencoder.Create(Small, 5);
        using (var trainer = new Trainer(model, new ReconstructionObjective(), Settings, team)) CutOff(trainer, 0, 16);
        using var next = new Trainer(model, new ReconstructionObjective(), Settings, team);
        next.Load(Path);
        var training = Training();
        next.RunEpoch(0, training, null, null, default);
        Assert.Equal(Count - 16, training.Reads);
    }

    [Fact]
    public void Without_the_optimizers_moments_the_weights_would_be_others()
    {
        using var undisturbed = Autoencoder.Create(Small, 5);
        Finish(undisturbed, new Trainer(undisturbed, new ReconstructionObjective(), Settings, team), []);
        using var stopped = Autoencoder.Create(Small, 5);
        using (var trainer = new Trainer(stopped, new ReconstructionObjective(), Settings, team)) CutOff(trainer, 1, 22);
        Finish(stopped, new Trainer(stopped, new ReconstructionObjective(), Settings, team), [Epoch(1), Epoch(2)]);
        Assert.Contains(undisturbed.Parameters.Zip(stopped.Parameters), pair => !pair.First.Parameter.Value.Span.SequenceEqual(pair.Second.Parameter.Value.Span));
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused()
    {
        using var model = Autoencoder.Create(Small, 5);
        using var trainer = new Trainer(model, new ReconstructionObjective(), Settings, team);
        CutOff(trainer, 0, 8);
        var whole = File.ReadAllBytes(Path);
        foreach (var position in (int[])[20, whole.Length / 2, whole.Length - 1])
        {
            var spoilt = (byte[])whole.Clone();
            spoilt[position] ^= 4;
            File.WriteAllBytes(Path, spoilt);
            Refused(trainer);
        }

        File.WriteAllBytes(Path, whole[..^5]);
        Refused(trainer);
        ModelFile.Write(Path, model, new TrainingRecord());
        Refused(trainer);
        File.Delete(Path);
        Assert.Contains("no checkpoint", Assert.Throws<UnusableInputException>(() => trainer.Load(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_graph_is_refused()
    {
        using var model = Autoencoder.Create(Small, 5);
        using (var trainer = new Trainer(model, new ReconstructionObjective(), Settings, team)) CutOff(trainer, 0, 8);
        using var other = Autoencoder.Create(Small with { Codes = 7 }, 5);
        using var next = new Trainer(other, new ReconstructionObjective(), Settings, team);
        Assert.Contains("shape", Assert.Throws<DamagedDataException>(() => next.Load(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_from_labels_goes_on_too_wherever_it_was_cut_off()
    {
        var settings = new EmbeddingSettings { Base = new EmbeddingBase("vectors", "f1", 12), Hidden = 5, Dimensions = 4 };
        using var undisturbed = EmbeddingModel.Create(settings, seed: 3);
        var expected = new List<EpochRecord>();
        using (var trainer = new Trainer(undisturbed.Network, new TripletObjective(), Settings, team))
            for (var e = 0; e < Epochs; e++) expected.Add(trainer.RunEpoch(e, Labeled(), null, null, default));

        foreach (var (epoch, items) in ((int, int)[])[(0, 12), (1, 36), (2, 24)])
        {
            using var stopped = EmbeddingModel.Create(settings, seed: 3);
            using (var trainer = new Trainer(stopped.Network, new TripletObjective(), Settings, team)) CutOff(trainer, epoch, items, Labeled, () => null);
            using var resumed = EmbeddingModel.Create(settings, seed: 99);
            using var next = new Trainer(resumed.Network, new TripletObjective(), Settings, team);
            List<EpochRecord> history = [.. next.Load(Path).History];
            while (history.Count < Epochs) history.Add(next.RunEpoch(history.Count, Labeled(), null, null, default));
            Assert.Equal(expected.Select(Numbers), history.Select(Numbers));
            foreach (var (a, b) in undisturbed.Network.Parameters.Zip(resumed.Network.Parameters)) Close.SameBits(a.Parameter.Value.Span, b.Parameter.Value.Span, a.Name);
        }
    }

    [Fact]
    public void A_checkpoint_of_another_objective_is_refused()
    {
        using var model = Autoencoder.Create(Small, 5);
        using (var trainer = new Trainer(model, new ReconstructionObjective(), Settings, team)) CutOff(trainer, 0, 8);
        using var next = new Trainer(model, new NoMetrics(), Settings, team);
        Assert.Contains("1 metrics; this one has 0", Assert.Throws<DamagedDataException>(() => next.Load(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_the_first_version_goes_on_as_if_it_were_of_this_one()
    {
        using var undisturbed = Autoencoder.Create(Small, 5);
        var expected = Finish(undisturbed, new Trainer(undisturbed, new ReconstructionObjective(), Settings, team), []);
        using var stopped = Autoencoder.Create(Small, 5);
        using (var trainer = new Trainer(stopped, new ReconstructionObjective(), Settings, team)) CutOff(trainer, 1, 12);
        MakeFirstVersion();

        using var resumed = Autoencoder.Create(Small, 99);
        var next = new Trainer(resumed, new ReconstructionObjective(), Settings, team);
        Assert.Single(CheckpointFile.ReadRecord(Path).History);
        var history = Finish(resumed, next, [.. next.Load(Path).History]);
        Assert.Equal(expected.Select(Numbers), history.Select(Numbers));
        foreach (var (a, b) in undisturbed.Parameters.Zip(resumed.Parameters)) Close.SameBits(a.Parameter.Value.Span, b.Parameter.Value.Span, a.Name);
    }

    /// <summary>Writes the checkpoint again as the first version did: a sum of errors where weight and metrics are, and null for what was not measured.</summary>
    private void MakeFirstVersion()
    {
        TensorFileKind first = new("likeness-checkpoint", "1", "checkpoint", "", ""), now = first with { Version = "2" };
        using var model = Autoencoder.Create(Small, 1);
        using var adam = new Neural.Optimizers.Adam();
        var record = JsonNode.Parse(TensorFile.Read(Path, now, file => file.Metadata["checkpoint"]))!;
        var position = record["position"]!.AsObject();
        position["error"] = position["metrics"]![0]!.DeepClone();
        Assert.Equal((double)position["pictures"]!, (double)position["weight"]!);
        Assert.True(position.Remove("weight") && position.Remove("metrics"));
        Assert.Equal(["epoch", "loss", "reconstructionError", "validationLoss", "validationError", "learningRate", "seconds", "picturesPerSecond"],
            record["history"]![0]!.AsObject().Select(property => property.Key));
        List<(string, Tensor)> tensors = [];
        foreach (var (name, parameter) in model.Parameters)
        {
            tensors.Add((name, parameter.Value));
            if (!parameter.Trainable) continue;
            tensors.Add(($"adam/mean/{name}", adam.StateOf(parameter).Mean));
            tensors.Add(($"adam/mean_square/{name}", adam.StateOf(parameter).MeanSquare));
        }

        TensorFile.Read(Path, now, file =>
        {
            foreach (var (name, value) in tensors) file.Load(name, value);
            return 0;
        });
        TensorFile.Write(Path, first, new Dictionary<string, string> { ["checkpoint"] = record.ToJsonString() }, tensors, TensorFile.DigestsOf(tensors));
    }

    private void Refused(Trainer trainer)
    {
        var message = Assert.Throws<DamagedDataException>(() => trainer.Load(Path)).Message;
        Assert.Contains("checkpoint", message, StringComparison.Ordinal);
        Assert.Contains("without resuming", message, StringComparison.Ordinal);
    }

    /// <summary>Trains up to a place and leaves a checkpoint of it.</summary>
    private void CutOff(Trainer trainer, int epoch, int pictures) => CutOff(trainer, epoch, pictures, Training, Validation);

    private void CutOff(Trainer trainer, int epoch, int pictures, Func<IBatchSource> training, Func<IValidation?> validation)
    {
        var history = new List<EpochRecord>();
        using var cancel = new CancellationTokenSource();
        try
        {
            for (var e = 0; e <= epoch; e++)
            {
                var last = e == epoch;
                history.Add(trainer.RunEpoch(e, training(), validation(), done =>
                {
                    if (!last || done != pictures) return;
                    trainer.Save(Path, history, "as it was");
                    cancel.Cancel();
                }, cancel.Token));
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Equal((epoch, pictures), (trainer.Position.Epoch, trainer.Position.Pictures));
        }
    }

    private static List<EpochRecord> Finish(Autoencoder model, Trainer trainer, List<EpochRecord> history)
    {
        using (trainer)
        {
            Assert.NotNull(model.Decoder);
            while (history.Count < Epochs) history.Add(trainer.RunEpoch(history.Count, Training(), Validation(), null, default));
        }

        return history;
    }

    private static EpochRecord Epoch(int epoch) => new(epoch, 1, MetricSet.None, MetricSet.None, 1, 1, 1);

    private static Points Labeled() => new(labels: 4, each: 9, length: 12, seed: 7, batch: 12);

    private static Pictures Training() => new(Count, PictureLength, 1);

    private static LossValidation Validation() => new(new Pictures(5, PictureLength, 2));

    private sealed class NoMetrics : IObjective
    {
        public ObjectiveTraits Traits { get; } = new();

        public ObjectiveLoss Run(WorkerTeam team, Batch batch, Tensor outputs, Tensor? gradient, Span<double> metrics) => new(0, 1);

        public void Dispose()
        {
        }
    }

    // Times are not part of what has to be the same.
    private static EpochRecord Numbers(EpochRecord epoch) => epoch with { Seconds = 0, PicturesPerSecond = 0 };
}
