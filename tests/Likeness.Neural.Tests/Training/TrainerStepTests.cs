using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Neural.Optimizers;
using Likeness.Neural.Training;
using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Numbers;

namespace Likeness.Neural.Tests.Training;

/// <summary>A training is its steps, bit for bit: forward, loss, backward, Adam at the schedule's rate, batch by batch. Both kinds, written out here by hand.</summary>
public sealed class TrainerStepTests : IDisposable
{
    private const int Epochs = 3;

    private readonly WorkerTeam team = new(2);

    public void Dispose() => team.Dispose();

    [Theory]
    [InlineData("seed")]
    [InlineData("article")]
    [InlineData("plain")]
    public void Of_an_autoencoder(string architecture)
    {
        var graph = new AutoencoderSettings
        {
            Architecture = architecture, Height = 16, Width = 8, Filters = [4, 8], Codes = 6, ActivityL1 = 1e-4f, WeightL2 = 1e-4f,
        };
        var settings = new TrainerSettings { Epochs = Epochs, BatchSize = 4, LearningRate = 5e-3, Schedule = "time" };
        using var trained = Autoencoder.Create(graph, 5);
        using var objective = new ReconstructionObjective();
        using (var trainer = new Trainer(trained, objective, settings, team))
            for (var epoch = 0; epoch < Epochs; epoch++) trainer.RunEpoch(epoch, Source(), new LossValidation(Source()), null, default);

        using var byHand = Autoencoder.Create(graph, 5);
        using var adam = new Adam();
        var (schedule, pass, loss) = (LearningRateSchedule.Named("time", 5e-3, Epochs), new Pass(team, Training: true, adam), new MeanSquaredError());
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            ForEachBatch(Source(), epoch, byHand.Encoder.InputShape, (batch, _) =>
            {
                var code = byHand.Encoder.Forward(pass, batch);
                var output = byHand.Decoder!.Forward(pass, code);
                using var gradient = new Tensor(output.Shape);
                loss.Run(team, output, batch, gradient);
                adam.BeginStep(schedule.At(epoch, adam.Steps));
                byHand.Encoder.Backward(pass, batch, byHand.Decoder.Backward(pass, code, gradient, wantInputGradient: true)!, wantInputGradient: false);
            });
        }

        foreach (var (a, b) in trained.Parameters.Zip(byHand.Parameters)) Close.SameBits(a.Parameter.Value.Span, b.Parameter.Value.Span, a.Name);

        static Pictures Source() => new(22, 16 * 8 * 3, 1);
    }

    [Fact]
    public void Of_triplets()
    {
        var graph = new EmbeddingSettings { Encoder = new AutoencoderSettings { Height = 8, Width = 8, Filters = [4], Codes = 6, WeightL2 = 1e-3f }, Dimensions = 6 };
        var settings = new TrainerSettings { Epochs = Epochs, BatchSize = 12, LearningRate = 5e-3, Schedule = "polynomial" };
        using var trained = EmbeddingModel.Create(graph, 5);
        using var objective = new TripletObjective(0.3);
        using (var trainer = new Trainer(trained.Network, objective, settings, team))
            for (var epoch = 0; epoch < Epochs; epoch++) trainer.RunEpoch(epoch, Source(), null, null, default);

        using var byHand = EmbeddingModel.Create(graph, 5);
        using var adam = new Adam();
        var (schedule, pass, loss) = (LearningRateSchedule.Named("polynomial", 5e-3, Epochs), new Pass(team, Training: true, adam), new TripletLoss(0.3f));
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            ForEachBatch(Source(), epoch, byHand.Network.InputShape, (batch, labels) =>
            {
                var vectors = byHand.Network.Forward(pass, batch);
                using var distances = new Tensor(new Shape(labels.Length, labels.Length));
                using var gradient = new Tensor(vectors.Shape);
                PairwiseDistances.Squared(team, vectors, distances);
                loss.Run(team, vectors, distances, new SemiHardMining().Mine(team, distances, labels), gradient);
                adam.BeginStep(schedule.At(epoch, adam.Steps));
                byHand.Network.Backward(pass, batch, gradient, wantInputGradient: false);
            });
        }

        foreach (var (a, b) in trained.Network.Parameters.Zip(byHand.Network.Parameters)) Close.SameBits(a.Parameter.Value.Span, b.Parameter.Value.Span, a.Name);

        static Points Source() => new(labels: 4, each: 9, length: 8 * 8 * 3, seed: 7, batch: 12);
    }

    private static void ForEachBatch(IBatchSource source, int epoch, Shape item, Action<Tensor, int[]> step)
    {
        source.BeginEpoch(epoch);
        using var memory = new Tensor(item.Batch(source.LargestBatch));
        var labels = new int[source.LargestBatch];
        for (int rows; (rows = source.Read(memory.Span, labels, default)) > 0;) step(memory.View(item.Batch(rows)), labels[..rows]);
    }
}
