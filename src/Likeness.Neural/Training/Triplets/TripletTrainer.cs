using Likeness.Neural.Models;
using Likeness.Neural.Optimizers;
using Likeness.Neural.Schedules;
using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Training.Triplets;

/// <summary>Trains an embedding by a triplet loss, epoch by epoch, with Adam.</summary>
public sealed class TripletTrainer : IDisposable
{
    private readonly EmbeddingModel model;
    private readonly LearningRateSchedule schedule;
    private readonly Adam adam = new();
    private readonly TripletStep step;
    private readonly WorkerTeam team;
    private Tensor? memory;

    /// <summary>Prepares the training of a model.</summary>
    /// <exception cref="WrongSettingsException">A setting is out of range.</exception>
    public TripletTrainer(EmbeddingModel model, TripletTrainerSettings settings, WorkerTeam team)
    {
        settings.Validate();
        var trainer = settings.Trainer;
        schedule = LearningRateSchedule.Named(trainer.Schedule, trainer.LearningRate, trainer.Epochs, trainer.Power);
        (this.model, this.team) = (model, team);
        step = new TripletStep(model.Network, settings, team, adam);
    }

    /// <summary>Goes through the training items once.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="training">The items to learn from; every batch has triplets.</param>
    /// <param name="progress">Told after every step how many items are done.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>The epoch, without validation.</returns>
    /// <exception cref="TrainingDivergedException">The loss or a weight is no longer a number: the learning rate is too high.</exception>
    /// <exception cref="UnusableInputException">The source has no item left.</exception>
    public TripletEpoch RunEpoch(int epoch, ILabelledBatchSource training, Action<int>? progress, CancellationToken cancellationToken)
    {
        training.BeginEpoch(epoch);
        Reserve(training.LargestBatch);
        var labels = new int[training.LargestBatch];
        var started = TimeProvider.System.GetTimestamp();
        var (items, triplets, active, sum, rate) = (0, 0L, 0L, 0.0, 0.0);
        for (int count; (count = Next(training, labels, cancellationToken)) > 0;)
        {
            var batch = count == training.LargestBatch ? memory! : memory!.View(model.Network.InputShape.Batch(count));
            rate = schedule.At(epoch, adam.Steps);
            var loss = step.Forward(batch, labels.AsSpan(0, count));
            if (!double.IsFinite(loss)) throw new TrainingDivergedException(epoch + 1, loss, rate);
            adam.BeginStep(rate);
            step.Backward(batch);
            (items, triplets, active, sum) = (items + count, triplets + step.Triplets, active + step.Active, sum + loss * step.Triplets);
            progress?.Invoke(items);
        }

        if (items == 0) throw new UnusableInputException("None of the pictures to learn from can be read any more. Put them back, and train again.");
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        if (FiniteWeights.FindOther(model.Network.Parameters, team) is not null) throw new TrainingDivergedException(epoch + 1, double.NaN, rate);
        return new TripletEpoch(epoch + 1, sum / triplets, (double)active / triplets, null, null, rate, seconds, items / seconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        step.Dispose();
        adam.Dispose();
        memory?.Dispose();
    }

    private int Next(ILabelledBatchSource source, int[] labels, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return source.Read(memory!.Span, labels, cancellationToken);
    }

    private void Reserve(int batch)
    {
        if (memory?.Shape[0] == batch) return;
        memory?.Dispose();
        memory = new Tensor(model.Network.InputShape.Batch(batch));
    }
}
