using System.Diagnostics;
using Likeness.Neural.Models;
using Likeness.Neural.Optimizers;
using Likeness.Neural.Schedules;
using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Training;

/// <summary>Trains an autoencoder, epoch by epoch.</summary>
public sealed class Trainer : IDisposable
{
    private readonly Autoencoder model;
    private readonly TrainerSettings settings;
    private readonly LearningRateSchedule schedule;
    private readonly Adam adam = new();
    private readonly TrainingStep step;
    private readonly Tensor memory;

    /// <summary>Prepares the training of a model.</summary>
    /// <exception cref="WrongSettingsException">A setting is out of range.</exception>
    public Trainer(Autoencoder model, TrainerSettings settings, WorkerTeam team)
    {
        if (settings.BatchSize < 1) throw new WrongSettingsException($"batch is {settings.BatchSize}; it has to be at least 1.");
        schedule = LearningRateSchedule.Named(settings.Schedule, settings.LearningRate, settings.Epochs, settings.Power);
        this.model = model;
        this.settings = settings;
        step = new TrainingStep(model, team, adam);
        memory = new Tensor(model.Encoder.InputShape.Batch(settings.BatchSize));
    }

    /// <summary>Goes once through the training pictures, then once through those held back.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="training">The pictures to learn from.</param>
    /// <param name="validation">The pictures held back, or null.</param>
    /// <param name="progress">Told after every step how many training pictures are done.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <exception cref="WrongSettingsException">The loss is no longer a number: the learning rate is too high.</exception>
    public EpochRecord RunEpoch(int epoch, IBatchSource training, IBatchSource? validation, Action<int>? progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        double error = 0, loss = 0, rate = 0;
        var done = 0;
        training.BeginEpoch(epoch);
        while (Next(training, cancellationToken) is { } batch)
        {
            rate = schedule.At(epoch, adam.Steps);
            var (batchError, batchPenalty) = step.Forward(batch);
            if (!double.IsFinite(batchError + batchPenalty))
            {
                throw new WrongSettingsException(
                    $"The loss became {batchError + batchPenalty} in epoch {epoch + 1}, at a learning rate of {rate:g3}: the training has diverged. Use a lower learning-rate.");
            }

            adam.BeginStep(rate);
            step.Backward(batch);
            var count = batch.Shape[0];
            error += batchError * count;
            loss += (batchError + batchPenalty) * count;
            done += count;
            progress?.Invoke(done);
        }

        var trainingSeconds = clock.Elapsed.TotalSeconds;
        var validated = validation is null ? ((double Loss, double Error)?)null : Evaluate(validation, cancellationToken);
        return new EpochRecord(
            epoch + 1, loss / done, error / done, validated?.Loss, validated?.Error, rate, clock.Elapsed.TotalSeconds, done / trainingSeconds);
    }

    /// <summary>The mean loss and squared error over a source, by moving statistics.</summary>
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
