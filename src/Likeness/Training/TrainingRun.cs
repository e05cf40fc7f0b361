using Likeness.Imaging.Batches;
using Likeness.Library;
using Likeness.Neural.Files;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Numerics.Parallelism;

namespace Likeness.Training;

/// <summary>
/// Trains the model of a library. The best weights so far lie in the training folder and take the place of the library's model only when the
/// training ends, so that a training that is given up leaves the library as it was; where there was no model yet, they are better than nothing.
/// </summary>
internal sealed class TrainingRun(LibraryLayout layout, TrainingSettings settings, ILibraryProgress? progress)
{
    private readonly TrainingFiles files = new(layout);
    private readonly List<EpochRecord> history = [];
    private ModelHeader? best;
    private int bestEpoch;

    public TrainingReport Run(IReadOnlyList<string> sources, ScanResult scan, CancellationToken cancellationToken)
    {
        progress?.Begin("Reading pictures", scan.Files.Count);
        var cache = PictureCache.Preload(
            scan.Files, new PictureCacheOptions { Height = settings.Model.Height, Width = settings.Model.Width, ByteBudget = settings.CacheBytes, Threads = Threads },
            done => progress?.Reach(done), cancellationToken);
        var split = TrainingSplit.Draw(cache.Pictures, settings.Validation, settings.Seed);
        if (split.Training.Length == 0)
            throw new WrongSettingsException($"validation is {settings.Validation}, which leaves none of {cache.Pictures.Count} pictures to learn from; hold fewer back, or give more pictures.");
        files.Prepare(sources);
        string[] heldBack = [.. split.Validation.Select(i => cache.Pictures[i].Hash.ToString()).Distinct()];

        using var team = new WorkerTeam(Threads);
        using var model = Autoencoder.Create(settings.Model, (ulong)settings.Seed);
        using var trainer = new Trainer(model, settings.Trainer, team);
        using var training = Loader(cache, split.Training, shuffle: true);
        using var validation = split.Validation.Length == 0 ? null : Loader(cache, split.Validation, shuffle: false);
        try
        {
            for (var epoch = 0; epoch < settings.Trainer.Epochs; epoch++)
            {
                progress?.Begin($"Epoch {epoch + 1}/{settings.Trainer.Epochs}", split.Training.Length);
                var source = validation is null ? null : new LoaderSource(validation);
                Keep(trainer.RunEpoch(epoch, new LoaderSource(training), source, done => progress?.Reach(done), cancellationToken), model, heldBack);
            }
        }
        catch (Exception failure)
        {
            var kept = KeepWhatIsThere();
            if (failure is OperationCanceledException cancelled) throw new TrainingCancelledException(kept, cancelled);
            throw;
        }

        File.Move(files.Best, layout.Model, overwrite: true);
        return Report(cache, split, scan, model.ParameterCount);
    }

    /// <summary>An unfinished model takes the place of none, but never that of a finished one.</summary>
    private string KeepWhatIsThere()
    {
        if (best is null) return "training was cancelled before its first epoch was done; nothing was changed. Start it again whenever you like.";
        var kept = files.Best;
        if (!File.Exists(layout.Model)) File.Move(files.Best, kept = layout.Model);
        return $"training was cancelled after {history.Count} of {settings.Trainer.Epochs} epochs; the model of epoch {bestEpoch} is kept in {kept}"
            + (kept == layout.Model ? " and can be used. " : $", and the library's own model stays as it was ({layout.Model}). ")
            + "The same command trains anew from the start.";
    }

    private int Threads => settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads;

    private BatchLoader Loader(PictureCache cache, int[] pictures, bool shuffle) => new(cache, pictures, new BatchOptions
    {
        BatchSize = settings.Trainer.BatchSize, Seed = settings.Seed, Shuffle = shuffle, Flip = shuffle && settings.Flip,
    });

    /// <summary>Notes an epoch, and keeps its weights if they are the best.</summary>
    private void Keep(EpochRecord epoch, Autoencoder model, string[] heldBack)
    {
        var isBest = history.Count == 0 || history.TrueForAll(earlier => Judged(epoch) < Judged(earlier));
        history.Add(epoch);
        if (isBest)
        {
            bestEpoch = epoch.Epoch;
            best = ModelFile.Write(files.Best, model, new TrainingRecord { Settings = settings.ToWords(), History = [.. history], ValidationPictures = heldBack });
        }

        files.WriteHistory(history);
        files.DrawChart(history, $"{settings.Model.Architecture} model, {settings.Model.Codes} codes, {settings.Model.Height}×{settings.Model.Width} pixels");
        progress?.EndEpoch(epoch, settings.Trainer.Epochs);
    }

    private static double Judged(EpochRecord epoch) => epoch.ValidationLoss ?? epoch.Loss;

    private TrainingReport Report(PictureCache cache, TrainingSplit split, ScanResult scan, long parameters)
    {
        double[] speeds = [.. history.Select(e => e.PicturesPerSecond).Order()];
        return new TrainingReport(
            cache.Pictures.Count, [.. scan.Skipped, .. cache.Skipped], split.Training.Length, split.Validation.Length, history.Count, history[^1].Loss,
            history[bestEpoch - 1].ValidationLoss, bestEpoch, history.Average(e => e.Seconds), speeds[speeds.Length / 2], parameters, best!.Fingerprint, layout.Model);
    }
}
