using Likeness.Neural.Layers;
using Likeness.Neural.Training;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Randomness;
using Likeness.Numerics.Tensors;
using Likeness.Testing;
using Likeness.Testing.Layers;
using Likeness.Testing.Numbers;

namespace Likeness.Neural.Tests.Training;

/// <summary>A way of learning that the library has not got, from two views of every picture and without labels: it costs a class, and no other line.</summary>
public sealed class ContrastiveTests : IDisposable
{
    private const int Length = 10;
    private const int Dimensions = 6;

    private static readonly TrainerSettings Settings = new() { Epochs = 8, LearningRate = 5e-3, Schedule = "constant" };

    private readonly WorkerTeam team = new(2);

    public void Dispose() => team.Dispose();

    [Fact]
    public void Its_gradient_is_that_of_central_differences()
    {
        var numbers = Close.ToDouble(RandomNumbers.Array(8 * Dimensions, seed: 5));
        using var outputs = Tensor.From(new Shape(8, Dimensions), [.. numbers.Select(number => (float)number)]);
        using var pictures = Tensor.Zeros(new Shape(8, Length));
        using var gradient = new Tensor(outputs.Shape);
        using var objective = new ContrastiveObjective();
        var batch = new Batch(pictures, new[] { 0, 0, 1, 1, 2, 2, 3, 3 }, views: 2);
        var (loss, weight) = objective.Run(team, batch, outputs, gradient, []);
        Close.Check(Loss(numbers), loss);
        Assert.Equal(8, weight);
        Close.Check(CentralDifferences.Gradient(numbers, () => Loss(numbers)), gradient.Span);
    }

    [Fact]
    public void The_same_trainer_trains_it_and_views_of_one_picture_come_together()
    {
        using var network = Network(seed: 3);
        using var objective = new ContrastiveObjective();
        using var trainer = new Trainer(network, objective, Settings, team);
        EpochRecord[] history = [.. Enumerable.Range(0, Settings.Epochs).Select(epoch => trainer.RunEpoch(epoch, new TwoViews(), null, null, default))];
        Assert.True(history[^1].Loss < 0.8 * history[0].Loss, $"from {history[0].Loss} to {history[^1].Loss}");
        Assert.Equal(1 + Settings.Epochs, trainer.Position.Epoch + 1);
    }

    [Fact]
    public void It_goes_on_from_a_checkpoint_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        using var undisturbed = Network(seed: 3);
        using (var trainer = new Trainer(undisturbed, new ContrastiveObjective(), Settings, team))
            for (var epoch = 0; epoch < 2; epoch++) trainer.RunEpoch(epoch, new TwoViews(), null, null, default);

        using (var stopped = Network(seed: 3))
        using (var trainer = new Trainer(stopped, new ContrastiveObjective(), Settings, team))
        {
            trainer.RunEpoch(0, new TwoViews(), null, done =>
            {
                if (done == 16) trainer.Save(folder["checkpoint"], [], "");
            }, default);
        }

        using var resumed = Network(seed: 99);
        using var next = new Trainer(resumed, new ContrastiveObjective(), Settings, team);
        next.Load(folder["checkpoint"]);
        for (var epoch = 0; epoch < 2; epoch++) next.RunEpoch(epoch, new TwoViews(), null, null, default);
        foreach (var (a, b) in undisturbed.Parameters.Zip(resumed.Parameters)) Close.SameBits(a.Parameter.Value.Span, b.Parameter.Value.Span, a.Name);
    }

    [Fact]
    public void A_source_that_shows_one_view_is_refused()
    {
        using var network = Network(seed: 3);
        using var trainer = new Trainer(network, new ContrastiveObjective(), Settings, team);
        var source = new Points(labels: 3, each: 4, Length, seed: 5, batch: 12);
        Assert.Contains("2 views", Assert.Throws<ArgumentException>(() => trainer.RunEpoch(0, source, null, null, default)).Message, StringComparison.Ordinal);
    }

    private static Sequential Network(ulong seed)
    {
        var network = new Sequential(new Shape(Length), [new Dense(12), new ReLU(), new Residual(new Dense(12), new ReLU()), new Dense(Dimensions)]);
        var random = new Xoshiro256(seed);
        network.Initialize(ref random);
        return network;
    }

    /// <summary>The definition in float64: the mean over all rows of −log softmax of the cosine with the row's other view, among the cosines with all other rows.</summary>
    private static double Loss(double[] outputs)
    {
        var unit = PlainLayers.L2Normalise(outputs, Dimensions).Chunk(Dimensions).ToArray();
        double Cosine(int a, int b) => unit[a].Zip(unit[b], (x, y) => x * y).Sum() / ContrastiveObjective.Temperature;
        return Enumerable.Range(0, unit.Length).Average(i =>
            Math.Log(Enumerable.Range(0, unit.Length).Where(j => j != i).Sum(j => Math.Exp(Cosine(i, j)))) - Cosine(i, i ^ 1));
    }

    /// <summary>NT-Xent (Chen et al., "A simple framework for contrastive learning of visual representations", 2020), in plain loops.</summary>
    private sealed class ContrastiveObjective : IObjective
    {
        public const double Temperature = 0.5;

        public ObjectiveTraits Traits { get; } = new() { NeedsLabels = true, Views = 2, LeastBatch = 4 };

        public ObjectiveLoss Run(WorkerTeam team, Batch batch, Tensor outputs, Tensor? gradient, Span<double> metrics)
        {
            var (rows, length) = (batch.Rows, outputs.Shape[1]);
            var lengths = new double[rows];
            for (var i = 0; i < rows; i++) lengths[i] = Math.Sqrt(Row(outputs, i).ToArray().Sum(v => (double)v * v));
            var cosines = new double[rows, rows];
            for (var i = 0; i < rows; i++)
            for (var j = 0; j < rows; j++)
            for (var d = 0; d < length; d++)
                cosines[i, j] += Row(outputs, i)[d] / lengths[i] * (Row(outputs, j)[d] / lengths[j]);

            // weights[i, j]: the loss's derivative with respect to the cosine of i and j, as row i asks.
            var (loss, weights) = (0.0, new double[rows, rows]);
            for (var i = 0; i < rows; i++)
            {
                var sum = 0.0;
                for (var j = 0; j < rows; j++) sum += j == i ? 0 : Math.Exp(cosines[i, j] / Temperature);
                for (var j = 0; j < rows; j++)
                {
                    if (j == i) continue;
                    var isOther = batch.Labels[i] == batch.Labels[j];
                    if (isOther) loss += (Math.Log(sum) - cosines[i, j] / Temperature) / rows;
                    weights[i, j] = (Math.Exp(cosines[i, j] / Temperature) / sum - (isOther ? 1 : 0)) / Temperature / rows;
                }
            }

            for (var i = 0; gradient is not null && i < rows; i++)
            for (var d = 0; d < length; d++)
            {
                var slope = 0.0;
                for (var j = 0; j < rows; j++)
                    slope += (weights[i, j] + weights[j, i]) * (Row(outputs, j)[d] / lengths[j] - cosines[i, j] * Row(outputs, i)[d] / lengths[i]) / lengths[i];
                Row(gradient, i)[d] = (float)slope;
            }

            return new ObjectiveLoss(loss, rows);

            Span<float> Row(Tensor tensor, int row) => tensor.Span.Slice(row * length, length);
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Pictures in memory, each shown twice with noise of its own, that depends on the epoch and the picture alone.</summary>
    private sealed class TwoViews : IBatchSource
    {
        private const int Pictures = 24;
        private const int PerBatch = 8;

        private int epoch;

        public int Count => Pictures * Views;

        public int LargestBatch => PerBatch * Views;

        public bool HasLabels => true;

        public int Views => 2;

        public int NextBatch { get; private set; }

        public void BeginEpoch(int epoch, int firstBatch = 0) => (this.epoch, NextBatch) = (epoch, firstBatch);

        public int Read(Span<float> pictures, Span<int> labels, CancellationToken cancellationToken)
        {
            if (NextBatch == Pictures / PerBatch) return 0;
            for (var row = 0; row < LargestBatch; row++)
            {
                var picture = NextBatch * PerBatch + row / 2;
                var clean = RandomNumbers.Array(Length, picture);
                var noise = RandomNumbers.Array(Length, 1000 + (epoch * Pictures + picture) * 2 + row % 2, -0.3f, 0.3f);
                for (var i = 0; i < Length; i++) pictures[row * Length + i] = clean[i] + noise[i];
                labels[row] = picture;
            }

            NextBatch++;
            return LargestBatch;
        }
    }
}
