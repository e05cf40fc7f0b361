using Likeness.Neural.Files;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Numerics.Parallelism;
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
        var expected = Finish(undisturbed, new Trainer(undisturbed, Settings, team), []);

        using var stopped = Autoencoder.Create(settings, 5);
        using (var trainer = new Trainer(stopped, Settings, team)) CutOff(trainer, epoch, pictures);
        using var resumed = Autoencoder.Create(settings, 99);
        var next = new Trainer(resumed, Settings, team);
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
        using (var trainer = new Trainer(model, Settings, team)) CutOff(trainer, 0, 16);
        using var next = new Trainer(model, Settings, team);
        next.Load(Path);
        var training = Training();
        next.RunEpoch(0, training, null, null, default);
        Assert.Equal(Count - 16, training.Reads);
    }

    [Fact]
    public void Without_the_optimizers_moments_the_weights_would_be_others()
    {
        using var undisturbed = Autoencoder.Create(Small, 5);
        Finish(undisturbed, new Trainer(undisturbed, Settings, team), []);
        using var stopped = Autoencoder.Create(Small, 5);
        using (var trainer = new Trainer(stopped, Settings, team)) CutOff(trainer, 1, 22);
        Finish(stopped, new Trainer(stopped, Settings, team), [new EpochRecord(1, 1, 1, null, null, 1, 1, 1), new EpochRecord(2, 1, 1, null, null, 1, 1, 1)]);
        Assert.Contains(undisturbed.Parameters.Zip(stopped.Parameters), pair => !pair.First.Parameter.Value.Span.SequenceEqual(pair.Second.Parameter.Value.Span));
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused()
    {
        using var model = Autoencoder.Create(Small, 5);
        using var trainer = new Trainer(model, Settings, team);
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
        using (var trainer = new Trainer(model, Settings, team)) CutOff(trainer, 0, 8);
        using var other = Autoencoder.Create(Small with { Codes = 7 }, 5);
        using var next = new Trainer(other, Settings, team);
        Assert.Contains("shape", Assert.Throws<DamagedDataException>(() => next.Load(Path)).Message, StringComparison.Ordinal);
    }

    private void Refused(Trainer trainer)
    {
        var message = Assert.Throws<DamagedDataException>(() => trainer.Load(Path)).Message;
        Assert.Contains("checkpoint", message, StringComparison.Ordinal);
        Assert.Contains("without resuming", message, StringComparison.Ordinal);
    }

    /// <summary>Trains up to a place and leaves a checkpoint of it.</summary>
    private void CutOff(Trainer trainer, int epoch, int pictures)
    {
        var history = new List<EpochRecord>();
        using var cancel = new CancellationTokenSource();
        try
        {
            for (var e = 0; e <= epoch; e++)
            {
                var last = e == epoch;
                history.Add(trainer.RunEpoch(e, Training(), Validation(), done =>
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

    private static Pictures Training() => new(Count, PictureLength, 1);

    private static Pictures Validation() => new(5, PictureLength, 2);

    // Times are not part of what has to be the same.
    private static EpochRecord Numbers(EpochRecord epoch) => epoch with { Seconds = 0, PicturesPerSecond = 0 };
}
