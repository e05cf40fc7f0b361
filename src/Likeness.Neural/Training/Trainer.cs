using Likeness.Neural.Files;
using Likeness.Neural.Models;
using Likeness.Neural.Optimizers;
using Likeness.Neural.Schedules;
using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Training;

/// <summary>Trains an autoencoder, epoch by epoch. Between any two steps its state can be saved, and loaded to go on from there bit for bit.</summary>
public sealed class Trainer : IDisposable
{
    /// <summary>An epoch whose loss is so many times the lowest before it has diverged; the jumps of trainings that recover are far smaller.</summary>
    private const double DivergedBy = 1000;

    private readonly Autoencoder model;
    private readonly TrainerSettings settings;
    private readonly LearningRateSchedule schedule;
    private readonly Adam adam = new();
    private readonly TrainingStep step;
    private readonly WorkerTeam team;
    private readonly Tensor memory;
    private double lowestLoss = double.PositiveInfinity;

    /// <summary>Prepares the training of a model.</summary>
    /// <exception cref="WrongSettingsException">A setting is out of range.</exception>
    public Trainer(Autoencoder model, TrainerSettings settings, WorkerTeam team)
    {
        if (settings.BatchSize < 1) throw new WrongSettingsException($"batch is {settings.BatchSize}; it has to be at least 1.");
        schedule = LearningRateSchedule.Named(settings.Schedule, settings.LearningRate, settings.Epochs, settings.Power);
        (this.model, this.settings, this.team) = (model, settings, team);
        step = new TrainingStep(model, team, adam);
        memory = new Tensor(model.Encoder.InputShape.Batch(settings.BatchSize));
    }

    /// <summary>Where the training stands: in the epoch that runs, or at the beginning of the next.</summary>
    public TrainingPosition Position { get; private set; } = TrainingPosition.StartOf(0);

    /// <summary>Writes all that is needed to go on from here.</summary>
    /// <param name="path">The checkpoint to create or replace.</param>
    /// <param name="history">The finished epochs.</param>
    /// <param name="run">What the caller needs to set the training up again.</param>
    /// <inheritdoc cref="CheckpointFile.Write"/>
    public void Save(string path, IReadOnlyList<EpochRecord> history, string run) =>
        CheckpointFile.Write(path, model, adam, new CheckpointRecord { Steps = adam.Steps, Position = Position, History = history, Run = run });

    /// <summary>Goes on where a checkpoint was written, by a training of the same settings; on failure the model's weights are undefined.</summary>
    /// <inheritdoc cref="CheckpointFile.Read"/>
    public CheckpointRecord Load(string path)
    {
        var record = CheckpointFile.Read(path, model, adam);
        Position = record.Position;
        lowestLoss = record.History.Count == 0 ? double.PositiveInfinity : record.History.Min(epoch => epoch.Loss);
        return record;
    }

    /// <summary>Goes through the training pictures, from <see cref="Position"/> if that is in this epoch, then once through those held back.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="training">The pictures to learn from.</param>
    /// <param name="validation">The pictures held back, or null.</param>
    /// <param name="progress">Told after every step how many training pictures are done; it may save.</param>
    /// <param name="cancellationToken">Stops between two steps; <see cref="Position"/> is then where.</param>
    /// <exception cref="TrainingDivergedException">The loss or a weight is no longer a number, or the loss has left all bounds: the learning rate is too high.</exception>
    /// <exception cref="UnusableInputException">The source has no picture left.</exception>
    public EpochRecord RunEpoch(int epoch, IBatchSource training, IBatchSource? validation, Action<int>? progress, CancellationToken cancellationToken)
    {
        if (Position.Epoch != epoch) Position = TrainingPosition.StartOf(epoch);
        training.BeginEpoch(epoch, Position.Batches);
        var rate = schedule.At(epoch, Math.Max(0, adam.Steps - 1));
        var started = TimeProvider.System.GetTimestamp();
        var before = Position.Seconds;
        while (Next(training, cancellationToken) is { } batch)
        {
            rate = schedule.At(epoch, adam.Steps);
            var (error, penalty) = step.Forward(batch);
            if (!double.IsFinite(error + penalty)) throw new TrainingDivergedException(epoch + 1, error + penalty, rate);
            adam.BeginStep(rate);
            step.Backward(batch);
            var count = batch.Shape[0];
            Position = new TrainingPosition(
                epoch, Position.Batches + 1, Position.Pictures + count, Position.Error + error * count, Position.Loss + (error + penalty) * count, before + TimeProvider.System.GetElapsedTime(started).TotalSeconds);
            progress?.Invoke(Position.Pictures);
        }

        var (trained, seconds) = (Position, TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        if (trained.Pictures == 0) throw new UnusableInputException("None of the pictures to learn from can be read any more. Put them back, and go on with the training (train --resume).");
        // The losses were those before each update: only the weights tell of the last one.
        if (FiniteWeights.FindOther(model.Parameters, team) is not null) throw new TrainingDivergedException(epoch + 1, double.NaN, rate);
        var validated = validation is null ? ((double Loss, double Error)?)null : Evaluate(validation, cancellationToken);
        var loss = trained.Loss / trained.Pictures;
        if (!double.IsFinite(validated?.Loss ?? 0) || loss > DivergedBy * lowestLoss) throw new TrainingDivergedException(epoch + 1, validated?.Loss is { } v && !double.IsFinite(v) ? v : loss, rate);
        lowestLoss = Math.Min(lowestLoss, loss);
        Position = TrainingPosition.StartOf(epoch + 1);
        return new EpochRecord(
            epoch + 1, loss, trained.Error / trained.Pictures, validated?.Loss, validated?.Error, rate, trained.Seconds + TimeProvider.System.GetElapsedTime(started).TotalSeconds - seconds, trained.Pictures / trained.Seconds);
    }

    /// <summary>The mean loss and squared error over a source, by moving statistics.</summary>
    /// <exception cref="UnusableInputException">The source has no picture left.</exception>
    public (double Loss, double Error) Evaluate(IBatchSource source, CancellationToken cancellationToken)
    {
        double error = 0, loss = 0;
        var done = 0;
        source.BeginEpoch(0);
        while (Next(source, cancellationToken) is { } batch)
        {
            var (batchError, batchPenalty) = step.Evaluate(batch);
            error += batchError * batch.Shape[0];
            loss += (batchError + batchPenalty) * batch.Shape[0];
            done += batch.Shape[0];
        }

        if (done == 0) throw new UnusableInputException("None of the pictures held back can be read any more. Put them back, and go on with the training (train --resume).");
        return (loss / done, error / done);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        step.Dispose();
        adam.Dispose();
        memory.Dispose();
    }

    private Tensor? Next(IBatchSource source, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = source.Read(memory.Span, cancellationToken);
        if (count == 0) return null;
        return count == settings.BatchSize ? memory : memory.View(model.Encoder.InputShape.Batch(count));
    }
}
