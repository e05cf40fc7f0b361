using Likeness.Neural.Models;
using Likeness.Neural.Optimizers;
using Likeness.Neural.Training;
using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;
using Likeness.Testing.Numbers;

namespace Likeness.Neural.Tests.Training;

public sealed class TripletTrainerTests
{
    private const int Length = 12;

    private static readonly EmbeddingSettings Head = new() { Base = new EmbeddingBase("vectors", "f1", Length), Dimensions = 6 };

    private const double Margin = 0.4;

    private static readonly TrainerSettings Settings = new() { Epochs = 12, BatchSize = 24, LearningRate = 5e-3 };

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void Vectors_of_one_label_come_together_on_items_that_were_never_shown(int hidden)
    {
        using var team = new WorkerTeam(2);
        using var model = EmbeddingModel.Create(Head with { Hidden = hidden }, seed: 3);
        var unseen = new Points(labels: 4, each: 15, Length, seed: 99, batch: 8, inOrder: true);
        var before = unseen.NearestAgree(Embedder.Run(model.Network, unseen, team, default));
        var history = Train(model, team);
        var vectors = Embedder.Run(model.Network, unseen, team, default);
        Assert.InRange(unseen.NearestAgree(vectors), before + 0.2, 1);
        Assert.All(vectors.Chunk(6), vector => Assert.Equal(1, vector.Sum(v => v * v), 1e-4));
        Assert.All(history, epoch => Assert.True(epoch is { Loss: > 0 and < 4.4, PicturesPerSecond: > 0 } && epoch.Metrics["active"] is > 0 and <= 1));
        Assert.Equal([1, 2, 3], history.Take(3).Select(epoch => epoch.Epoch));
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_bit_for_bit()
    {
        var weights = Enumerable.Range(0, 2).Select(_ =>
        {
            using var team = new WorkerTeam(2);
            using var model = EmbeddingModel.Create(Head, seed: 3);
            Train(model, team);
            return model.Network.Parameters.SelectMany(p => p.Parameter.Value.Span.ToArray()).ToArray();
        }).ToArray();
        Close.SameBits(weights[0], weights[1]);
    }

    [Theory]
    [InlineData(TripletDistance.Squared)]
    [InlineData(TripletDistance.Euclidean)]
    public void The_gradient_of_the_weights_is_that_of_central_differences(TripletDistance distance)
    {
        using var team = new WorkerTeam(2);
        using var model = EmbeddingModel.Create(Head, seed: 3);
        using var collector = new GradientCollector();
        using var objective = new TripletObjective(Margin, distance);
        using var step = new TrainingStep(model.Network, objective, team, collector);
        var source = new Points(labels: 3, each: 4, Length, seed: 5, batch: 12);
        source.BeginEpoch(0);
        using var pictures = new Tensor(new Shape(12, Length));
        var labels = new int[12];
        Assert.Equal(12, source.Read(pictures.Span, labels, default));
        var batch = new Batch(pictures, labels);
        var weight = step.Forward(batch).Weight;
        Assert.Equal(objective.Triplets, weight);
        step.Backward(batch);
        Assert.InRange(objective.Active, 1, objective.Triplets);
        var kernel = model.Network.Parameters.Single(p => p.Parameter.Name == "kernel").Parameter;
        var numbers = Close.ToDouble(kernel.Value.Span);
        var x = Close.ToDouble(pictures.Span);
        // The triplets stay those that were mined: which one is chosen has no slope.
        using var distances = Tensor.From(new Shape(12, 12), Distances(Embed(x, numbers)));
        var triplets = new SemiHardMining().Mine(team, distances, labels).ToArray();
        var expected = CentralDifferences.Gradient(numbers, () => Loss(Embed(x, numbers), triplets, distance));
        Close.Check(expected, collector.Of(kernel).Span, 1e-4);
    }

    [Fact]
    public void A_number_that_is_none_ends_the_training()
    {
        using var team = new WorkerTeam(1);
        using var model = EmbeddingModel.Create(Head, seed: 3);
        using var trainer = new Trainer(model.Network, new TripletObjective(Margin), Settings, team);
        var source = new Points(labels: 3, each: 8, Length, seed: 5, batch: 24).Spoil(7);
        Assert.Contains("in epoch 1", Assert.Throws<TrainingDivergedException>(() => trainer.RunEpoch(0, source, null, null, default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_that_is_far_too_high_ends_it_too()
    {
        using var team = new WorkerTeam(1);
        using var model = EmbeddingModel.Create(Head, seed: 3);
        using var trainer = new Trainer(
            model.Network, new TripletObjective(Margin), Settings with { LearningRate = 1e30, Schedule = "constant" }, team);
        var source = new Points(labels: 3, each: 20, Length, seed: 5, batch: 24);
        Assert.Contains("lower learning-rate", Assert.Throws<TrainingDivergedException>(() => trainer.RunEpoch(0, source, null, null, default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_vectors_than_an_array_holds_are_refused_in_words()
    {
        var message = Assert.Throws<WrongSettingsException>(() => Embedder.Room(5_000_000, 512)).Message;
        Assert.Contains("5,000,000 pictures held back with 512 numbers", message, StringComparison.Ordinal);
        Assert.Equal(12, Embedder.Room(4, 3).Length);
    }

    [Fact]
    public void It_can_be_cancelled_between_two_steps()
    {
        using var team = new WorkerTeam(1);
        using var cancelled = new CancellationTokenSource();
        using var model = EmbeddingModel.Create(Head, seed: 3);
        using var trainer = new Trainer(model.Network, new TripletObjective(Margin), Settings, team);
        var seen = 0;
        Assert.Throws<OperationCanceledException>(() => trainer.RunEpoch(0, new Points(labels: 3, each: 40, Length, seed: 5, batch: 24), null, done =>
        {
            seen = done;
            cancelled.Cancel();
        }, cancelled.Token));
        Assert.Equal(24, seen);
    }

    [Theory]
    [InlineData(0, "margin is 0")]
    [InlineData(double.NaN, "margin is NaN")]
    [InlineData(4.1, "margin is 4.1")]
    public void Settings_out_of_range_are_refused(double margin, string named)
    {
        Assert.Contains(named, Assert.Throws<WrongSettingsException>(() => new TripletObjective(margin)).Message, StringComparison.Ordinal);
        Assert.Contains("batch is 3", Assert.Throws<WrongSettingsException>(() => BalancedBatches.CheckBatch(3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_without_labels_or_with_other_views_is_refused()
    {
        using var team = new WorkerTeam(1);
        using var model = Autoencoder.Create(new AutoencoderSettings { Height = 8, Width = 8, Filters = [3], Codes = 4 }, seed: 3);
        using var trainer = new Trainer(model.Encoder, new TripletObjective(Margin), Settings, team);
        var pictures = new Pictures(4, 8 * 8 * 3, 1);
        Assert.Contains("needs labels", Assert.Throws<ArgumentException>(() => trainer.RunEpoch(0, pictures, null, null, default)).Message, StringComparison.Ordinal);
    }

    private static List<EpochRecord> Train(EmbeddingModel model, WorkerTeam team)
    {
        using var trainer = new Trainer(model.Network, new TripletObjective(Margin), Settings, team);
        var source = new Points(labels: 4, each: 30, Length, seed: 7, batch: 24);
        return [.. Enumerable.Range(0, Settings.Epochs).Select(epoch => trainer.RunEpoch(epoch, source, null, null, default))];
    }

    private static double[] Embed(double[] x, double[] kernel) =>
        PlainLayers.L2Normalise(PlainLayers.Dense(x, x.Length / Length, kernel, new double[Head.Dimensions]), Head.Dimensions);

    private static double Loss(double[] vectors, Triplet[] triplets, TripletDistance distance) => triplets.Average(t =>
        Math.Max(0, Distance(vectors, t.Anchor, t.Positive, distance) - Distance(vectors, t.Anchor, t.Negative, distance) + (float)Margin));

    private static float[] Distances(double[] vectors)
    {
        var items = Enumerable.Range(0, vectors.Length / Head.Dimensions).ToArray();
        return [.. from i in items from j in items select (float)Distance(vectors, i, j, TripletDistance.Squared)];
    }

    private static double Distance(double[] vectors, int a, int b, TripletDistance distance)
    {
        var square = Enumerable.Range(0, Head.Dimensions).Sum(d => Math.Pow(vectors[a * Head.Dimensions + d] - vectors[b * Head.Dimensions + d], 2));
        return distance == TripletDistance.Squared ? square : Math.Sqrt(square);
    }
}
