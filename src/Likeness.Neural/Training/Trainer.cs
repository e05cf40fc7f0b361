using Likeness.Neural.Layers;
using Likeness.Neural.Optimizers;
using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Training;

/// <summary>
/// Trains a network towards an objective by Adam, epoch by epoch. Between any two steps its state can be saved, and loaded to go on from
/// there bit for bit. Used by one thread at a time.
/// </summary>
public sealed class Trainer : IDisposable
{
    /// <summary>
    /// An epoch whose loss is so many times the lowest before it has diverged; the jumps of trainings that recover are far smaller.
    /// </summary>
    private const double DivergedBy = 1000;

    private readonly ObjectiveTraits traits;
    private readonly LearningRateSchedule schedule;
    private readonly Adam adam = new();
    private readonly TrainingStep step;
    private readonly WorkerTeam team;
    private readonly double[] metrics;
    private Tensor? memory;
    private int[] labels = [];
    private Batch? current;
    private (int Epoch, int Batches, int Pictures, double Weight, double Loss, double Seconds) at;
    private double lowestLoss = double.PositiveInfinity;

    /// <summary>Prepares a training.</summary>
    /// <param name="network">What learns; its weights are where the training begins.</param>
    /// <param name="objective">What it works towards; stays the caller's to dispose.</param>
    /// <param name="settings">How long and how fast.</param>
    /// <param name="team">Who computes.</param>
    /// <exception cref="WrongSettingsException">A setting is out of range.</exception>
    public Trainer(INetwork network, IObjective objective, TrainerSettings settings, WorkerTeam team)
    {
        settings.Validate();
        schedule = LearningRateSchedule.Named(settings.Schedule, settings.LearningRate, settings.Epochs, settings.Power);
        (Network, this.team, traits) = (network, team, objective.Traits);
        step = new TrainingStep(network, objective, team, adam);
        metrics = new double[traits.Metrics.Count];
    }

    /// <summary>What learns.</summary>
    public INetwork Network { get; }

    /// <summary>Where the training stands: in the epoch that runs, or at the beginning of the next.</summary>
    public TrainingPosition Position => new(at.Epoch, at.Batches, at.Pictures, at.Weight, at.Loss, [.. metrics], at.Seconds);

    /// <summary>Writes all that is needed to go on from here.</summary>
    /// <param name="path">The checkpoint to create or replace.</param>
    /// <param name="history">The finished epochs.</param>
    /// <param name="run">What the caller needs to set the training up again.</param>
    /// <inheritdoc cref="CheckpointFile.Write"/>
    public void Save(string path, IReadOnlyList<EpochRecord> history, string run) => CheckpointFile.Write(
        path, Network.Parameters, adam, new CheckpointRecord { Steps = adam.Steps, Position = Position, History = history, Run = run });

    /// <summary>
    /// Goes on where a checkpoint was written, by a training of the same settings; on failure the network's weights are undefined.
    /// </summary>
    /// <inheritdoc cref="CheckpointFile.Read"/>
    public CheckpointRecord Load(string path)
    {
        var record = CheckpointFile.Read(path, Network.Parameters, adam, metrics.Length);
        var position = record.Position;
        at = (position.Epoch, position.Batches, position.Pictures, position.Weight, position.Loss, position.Seconds);
        for (var i = 0; i < metrics.Length; i++) metrics[i] = position.Metrics[i];
        lowestLoss = record.History.Count == 0 ? double.PositiveInfinity : record.History.Min(epoch => epoch.Loss);
        return record;
    }

    /// <summary>
    /// Goes through the training pictures, from <see cref="Position"/> if that is in this epoch, then measures those held back.
    /// </summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="training">The pictures to learn from, with what the objective needs.</param>
    /// <param name="validation">What is measured at the end, or null.</param>
    /// <param name="progress">Told after every step how many training pictures are done; it may save.</param>
    /// <param name="cancellationToken">Stops between two steps; <see cref="Position"/> is then where.</param>
    /// <exception cref="TrainingDivergedException">
    /// The loss or a weight is no longer a number, or the loss has left all bounds: the learning rate is too high.
    /// </exception>
    /// <exception cref="UnusableInputException">The source has no picture left.</exception>
    /// <exception cref="ArgumentException">The source does not give what the objective needs.</exception>
    public EpochRecord RunEpoch(
        int epoch, IBatchSource training, IValidation? validation, Action<int>? progress, CancellationToken cancellationToken)
    {
        if (at.Epoch != epoch) MoveTo(epoch);
        training.BeginEpoch(epoch, at.Batches);
        var rate = schedule.At(epoch, Math.Max(0, adam.Steps - 1));
        var started = TimeProvider.System.GetTimestamp();
        var before = at.Seconds;
        while (Next(training, cancellationToken) is { } batch)
        {
            rate = schedule.At(epoch, adam.Steps);
            var loss = step.Forward(batch);
            var told = Told(loss);
            if (!double.IsFinite(told)) throw new TrainingDivergedException(epoch + 1, told, rate);
            adam.BeginStep(rate);
            step.Backward(batch);
            var seconds = before + TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            at = (epoch, training.NextBatch, at.Pictures + batch.Rows, at.Weight + loss.Weight, at.Loss + told * loss.Weight, seconds);
            for (var i = 0; i < metrics.Length; i++) metrics[i] += step.Metrics[i];
            progress?.Invoke(at.Pictures);
        }

        if (at.Pictures == 0)
        {
            throw new UnusableInputException(
                "None of the pictures to learn from can be read any more. Put them back, and go on with the training (train --resume).");
        }

        // The losses were those before each update: only the weights tell of the last one.
        var trained = TimeProvider.System.GetTimestamp();
        if (FiniteWeights.FindOther(Network.Parameters, team) is not null) throw new TrainingDivergedException(epoch + 1, double.NaN, rate);
        var validated = validation?.Run(this, cancellationToken) ?? MetricSet.None;
        var mean = at.Loss / at.Weight;
        CheckBounds(epoch, mean, validation?.Best is { } best ? validated[best.Metric] : null, rate);
        var record = new EpochRecord(
            epoch + 1, mean, new MetricSet(traits.Metrics.Select((name, i) => KeyValuePair.Create(name, metrics[i] / at.Weight))),
            validated, rate,
            at.Seconds + TimeProvider.System.GetElapsedTime(trained).TotalSeconds, at.Pictures / at.Seconds);
        MoveTo(epoch + 1);
        return record;
    }

    /// <summary>The means over a source as in use, by moving statistics; no weight changes.</summary>
    /// <param name="source">The pictures, with what the objective needs.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>The loss as it is told, and the objective's own part of it.</returns>
    /// <exception cref="UnusableInputException">The source has no picture left.</exception>
    public (double Loss, double Error) Evaluate(IBatchSource source, CancellationToken cancellationToken)
    {
        double error = 0, loss = 0, weight = 0;
        source.BeginEpoch(0);
        while (Next(source, cancellationToken) is { } batch)
        {
            var found = step.Evaluate(batch);
            error += found.Error * found.Weight;
            loss += Told(found) * found.Weight;
            weight += found.Weight;
        }

        if (weight == 0)
        {
            throw new UnusableInputException(
                "None of the pictures held back can be read any more. Put them back, and go on with the training (train --resume).");
        }

        return (loss / weight, error / weight);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        step.Dispose();
        adam.Dispose();
        memory?.Dispose();
    }

    private double Told(StepLoss loss) => traits.TellsPenalties ? loss.Error + loss.Penalty : loss.Error;

    private void MoveTo(int epoch)
    {
        at = (epoch, 0, 0, 0, 0, 0);
        Array.Clear(metrics);
    }

    private void CheckBounds(int epoch, double loss, double? validated, double rate)
    {
        if (validated is { } value && !double.IsFinite(value)) throw new TrainingDivergedException(epoch + 1, value, rate);
        if (!traits.LossesCompare) return;
        if (loss > DivergedBy * lowestLoss) throw new TrainingDivergedException(epoch + 1, loss, rate);
        lowestLoss = Math.Min(lowestLoss, loss);
    }

    /// <summary>The source's next batch, in memory that all batches share; null at the end of the epoch.</summary>
    private Batch? Next(IBatchSource source, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (traits.NeedsLabels && !source.HasLabels)
            throw new ArgumentException("The objective needs labels, and the source has none.", nameof(source));
        if (traits.Views != source.Views)
            throw new ArgumentException(
                $"The objective needs {traits.Views} views of a picture; the source shows {source.Views}.", nameof(source));
        Reserve(source.LargestBatch);
        var room = checked((int)(Network.InputShape.Count * source.LargestBatch));
        var rows = source.Read(memory!.Span[..room], labels.AsSpan(0, source.LargestBatch), cancellationToken);
        if (rows == 0) return null;
        if (current?.Rows == rows && current.Views == source.Views && current.Labels.IsEmpty != source.HasLabels) return current;
        ReadOnlyMemory<int> shown = source.HasLabels ? labels.AsMemory(0, rows) : default;
        return current = new Batch(memory.View(Network.InputShape.Batch(rows)), shown, source.Views);
    }

    private void Reserve(int rows)
    {
        if (memory?.Shape[0] >= rows) return;
        memory?.Dispose();
        memory = new Tensor(Network.InputShape.Batch(rows));
        labels = new int[rows];
        current = null;
    }
}

/// <summary>How long and how fast to train.</summary>
public sealed record TrainerSettings
{
    /// <summary>Times through all pictures, at least 1; 60 by default.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Pictures per step, at least 1; 32 by default.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The first step's learning rate, above 0; 0.001 by default.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the rate falls: one of <see cref="LearningRateSchedule.Names"/>; polynomial by default.</summary>
    public string Schedule { get; init; } = "polynomial";

    /// <summary>The exponent of the polynomial schedule; 1, the default, is linear; above 0.</summary>
    public double Power { get; init; } = 1;

    /// <summary>Checks every setting before any work.</summary>
    /// <exception cref="WrongSettingsException">Names the setting, its value and its range.</exception>
    public void Validate()
    {
        if (BatchSize < 1) throw new WrongSettingsException($"batch is {BatchSize}; it has to be at least 1.");
        _ = LearningRateSchedule.Named(Schedule, LearningRate, Epochs, Power);
    }
}

/// <summary>Where a training stands, between two steps, with the sums of the epoch so far.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="Batches">The number of the batch that comes next, from 0.</param>
/// <param name="Pictures">Rows of the batches that are done.</param>
/// <param name="Weight">What they count for, as the objective weighs them.</param>
/// <param name="Loss">The sum of their losses, each times its weight.</param>
/// <param name="Metrics">The sums of their metrics, each times its weight.</param>
/// <param name="Seconds">Spent on them.</param>
public sealed record TrainingPosition(
    int Epoch, int Batches, int Pictures, double Weight, double Loss, IReadOnlyList<double> Metrics, double Seconds);
