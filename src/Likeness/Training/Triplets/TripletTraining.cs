using Likeness.Library;
using Likeness.Neural.Files;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Neural.Training.Triplets;
using Likeness.Numerics.Parallelism;
using Likeness.Storage;

namespace Likeness.Training.Triplets;

/// <summary>
/// A triplet training under way. The best weights so far lie in the training folder and take the place of the library's embedding only when the training ends, so that one that is given up leaves it as it was;
/// where there was none yet, they are better than nothing.
/// </summary>
internal sealed class TripletTraining(
    LibraryLayout layout, TripletTrainingSettings settings, TripletMaterial material, EmbeddingModel model, WorkerTeam team, ILibraryProgress? progress)
{
    private const int InferenceBatch = 32;

    private readonly TripletFiles files = new(layout);
    private readonly List<TripletEpoch> history = [];
    private readonly Pace charts = new(TimeSpan.Zero, TimeProvider.System);
    private readonly Pace good = new(TimeSpan.Zero, TimeProvider.System);
    private readonly TrainingSplit split = TrainingSplit.Draw(material.Contents, settings.Validation, settings.Seed);
    private readonly LabelNumbers numbers = new(material.Labels);
    private EmbeddingHeader? kept;

    /// <param name="start">The scores of what the training starts from; null where that is nothing.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    public TripletReport Run(Func<ValidationScores, (double? P1, double? P10)?> start, CancellationToken cancellationToken)
    {
        int[] labels = [.. split.Training.Select(item => numbers[material.Labels[item]])];
        var balanced = Balance(labels);
        string[] leftOut = [.. balanced.LeftOut.Select(label => numbers.Names[label])];
        if (leftOut.Length > 0) progress?.Note($"Left out, because only one picture of each can be learned from: {string.Join(", ", leftOut)}.");
        var batches = LabelledBatches.Balanced(material, split.Training, labels, balanced, settings.Flip ? settings.Seed : null, team);
        var scores = split.Validation.Length == 0 ? null : new ValidationScores(material, split.Validation, InferenceBatch, team);
        var before = scores is null ? null : start(scores);
        using var trainer = new TripletTrainer(model, settings.Triplets, team);
        files.Prepare();
        try
        {
            while (history.Count < Epochs && !IsOutOfPatience)
            {
                progress?.Begin($"Epoch {history.Count + 1}/{Epochs}", split.Training.Length);
                Keep(RunEpoch(trainer, batches, scores, cancellationToken));
            }

            Finish();
        }
        catch (OperationCanceledException cancelled)
        {
            throw new TrainingCancelledException($"training was cancelled after {history.Count} of {Epochs} epochs; {UseWhatIsThere()}", cancelled);
        }
        catch (TrainingDivergedException diverged)
        {
            throw new TrainingDivergedException(diverged, UseWhatIsThere());
        }

        return Report(leftOut, labels.Length - leftOut.Length, before);
    }

    private int Epochs => settings.Triplets.Trainer.Epochs;

    /// <summary>From 1: the first with the highest precision at 10; the last where there is none.</summary>
    private int BestEpoch
    {
        get
        {
            var best = 0;
            for (var i = 0; i < history.Count; i++)
            {
                if (best == 0 || history[i].ValidationP10 is not { } precision || precision > history[best - 1].ValidationP10) best = i + 1;
            }

            return best;
        }
    }

    private bool IsOutOfPatience => settings.Patience > 0 && history.Count - BestEpoch >= settings.Patience;

    private BalancedBatches Balance(int[] labels)
    {
        var pairs = labels.CountBy(label => label).Count(label => label.Value > 1);
        if (pairs < 2)
        {
            throw new WrongSettingsException(
                $"validation is {settings.Validation}, which leaves {pairs} of {numbers.Names.Count} labels with two pictures to learn from; triplets need two such labels. Hold fewer back, or give more pictures.");
        }

        return new BalancedBatches(labels, settings.Triplets.Trainer.BatchSize, settings.Seed);
    }

    private TripletEpoch RunEpoch(TripletTrainer trainer, LabelledBatches batches, ValidationScores? scores, CancellationToken cancellationToken)
    {
        try
        {
            var epoch = trainer.RunEpoch(history.Count, batches, done => progress?.Reach(done), cancellationToken);
            return scores is null ? epoch : Validate(epoch, scores, cancellationToken);
        }
        catch (UnusableInputException lost)
        {
            throw new UnusableInputException($"{lost.Message} The training stopped after {history.Count} of {Epochs} epochs. {UseWhatIsThere()}", lost);
        }
    }

    private TripletEpoch Validate(TripletEpoch epoch, ValidationScores scores, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var (p1, p10) = scores.Of(model.Network, cancellationToken);
        return epoch with { ValidationP1 = p1, ValidationP10 = p10, Seconds = epoch.Seconds + TimeProvider.System.GetElapsedTime(started).TotalSeconds };
    }

    /// <summary>Notes an epoch, and keeps its weights if they are the best; without validation now and then, in case that the training is cut off.</summary>
    private void Keep(TripletEpoch epoch)
    {
        history.Add(epoch);
        if (epoch.ValidationP10 is null) good.IfDue(Write);
        else if (BestEpoch == history.Count) Write();
        files.WriteHistory(history);
        charts.IfDue(() => files.DrawCharts(history, Title));
        var precision = epoch is { ValidationP1: { } p1, ValidationP10: { } p10 } ? $"  P@1 {p1:0.000}  P@10 {p10:0.000}" : "";
        progress?.Note($"Epoch {epoch.Epoch}/{Epochs}  loss {epoch.Loss:0.0000}  active {epoch.Active:0.00}{precision}  {epoch.PicturesPerSecond:0} pictures/s  {epoch.Seconds:0.0} s");
    }

    private void Write() => kept = EmbeddingFile.Write(files.Best, model, new EmbeddingRecord
    {
        Settings = settings.ToWords(model.Settings),
        History = [.. history],
        Labels = numbers.Names,
        ValidationPictures = [.. split.Validation.Select(item => material.Contents[item].ToString()).Distinct(StringComparer.Ordinal)],
    });

    private void Finish()
    {
        if (history[^1].ValidationP10 is null) Write();
        files.DrawCharts(history, Title);
        File.Move(files.Best, files.Descriptor, overwrite: true);
    }

    private string UseWhatIsThere()
    {
        if (kept is null) return "Nothing was kept of it, and nothing was changed.";
        var epoch = kept.Record.History.Count;
        if (File.Exists(files.Descriptor)) return $"Its embedding of epoch {epoch} is kept in {files.Best}, and the library's own stays as it was ({files.Descriptor}).";
        AtomicFile.Write(files.Descriptor, to =>
        {
            using var from = File.OpenRead(files.Best);
            from.CopyTo(to);
        });
        return $"Its embedding of epoch {epoch} is kept in {files.Descriptor} and can be used.";
    }

    private string Title => model.Settings.Encoder is { } encoder
        ? $"Triplet loss, {model.Settings.Dimensions} numbers, {encoder.Height}×{encoder.Width} {(encoder.Grey ? "grey " : "")}pixels"
        : $"Triplet loss, {model.Settings.Dimensions} numbers, on {model.Settings.Base!.Descriptor}";

    private TripletReport Report(string[] leftOut, int learned, (double? P1, double? P10)? before)
    {
        double[] speeds = [.. history.Select(e => e.PicturesPerSecond).Order()];
        var best = BestEpoch;
        return new TripletReport(
            material.Contents.Count, material.Skipped, numbers.Names.Count - leftOut.Length, leftOut, learned, split.Validation.Length, history.Count, history[^1].Loss, best,
            history[best - 1].ValidationP1, history[best - 1].ValidationP10, before?.P1, before?.P10, history.Average(e => e.Seconds), speeds[speeds.Length / 2],
            model.Settings.Dimensions, model.ParameterCount, kept!.Fingerprint, files.Descriptor);
    }
}
