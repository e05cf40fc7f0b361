using Likeness.Imaging.Batches;
using Likeness.Library;
using Likeness.Neural.Files;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Training;

/// <summary>
/// Trains the model of a library. The best weights so far lie in the training folder and take the place of the library's model only when the
/// training ends, so that a training that is given up leaves the library as it was; where there was no model yet, they are better than nothing.
/// Now and then, and when it is cancelled, it writes a checkpoint to go on from.
/// </summary>
internal sealed class TrainingRun(LibraryLayout layout, TrainingSettings settings, ILibraryProgress? progress)
{
    private readonly TrainingFiles files = new(layout);
    private readonly List<EpochRecord> history = [];
    private readonly Pace checkpoints = new(TimeSpan.FromSeconds(settings.CheckpointSeconds), TimeProvider.System);
    private readonly Pace good = new(TimeSpan.Zero, TimeProvider.System);
    private readonly Pace charts = new(TimeSpan.Zero, TimeProvider.System);
    private ModelHeader? kept;
    private PictureCache cache = null!; // from here on set by Read, before anything else is done
    private TrainingPictures pictures = null!;
    private TrainingPictures.Places places = null!;
    private string[] heldBack = [];
    private IReadOnlyList<string> sources = [];
    private string description = "";
    private bool toldOfFailure;

    /// <param name="sources">Full paths.</param>
    /// <param name="scan">What lies there.</param>
    /// <param name="unfinished">The training to go on with, or null to begin one.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    public TrainingReport Run(IReadOnlyList<string> sources, ScanResult scan, UnfinishedTraining? unfinished, CancellationToken cancellationToken)
    {
        this.sources = sources;
        var begins = unfinished is not { HasCheckpoint: true };
        if (begins) files.WriteBegun(Describe(pictures: ""));
        Read(scan, unfinished, cancellationToken);
        using var team = new WorkerTeam(Threads);
        using var model = Autoencoder.Create(settings.Model, (ulong)settings.Seed);
        using var trainer = new Trainer(model, settings.Trainer, team);
        if (begins) files.Prepare(sources);
        else GoOn(trainer);
        NoteSimd(unfinished, begins);
        description = Describe(pictures.Digest);
        pictures.Write(files.Pictures);
        files.WriteBegun(description);
        files.DrawModel(model);
        using var training = Loader(places.Training, shuffle: true);
        using var validation = places.Validation.Length == 0 ? null : Loader(places.Validation, shuffle: false);
        try
        {
            while (history.Count < settings.Trainer.Epochs && !IsOutOfPatience)
            {
                progress?.Begin($"Epoch {history.Count + 1}/{settings.Trainer.Epochs}", places.Training.Length);
                var source = validation is null ? null : new LoaderSource(validation);
                var epoch = RunEpoch(trainer, new LoaderSource(training), source, cancellationToken);
                Keep(epoch, model);
                checkpoints.IfDue(() => TrySave(trainer));
            }

            Finish(model);
        }
        catch (OperationCanceledException cancelled)
        {
            throw new TrainingCancelledException($"training was cancelled after {history.Count} of {settings.Trainer.Epochs} epochs; {WhatIsKept(trainer)}", cancelled);
        }
        catch (TrainingDivergedException diverged)
        {
            files.Forget();
            throw new TrainingDivergedException(diverged, UseWhatIsThere());
        }

        return Report(scan, model.ParameterCount);
    }

    /// <summary>Decodes the pictures and divides them; what is wrong with them is said before anything is trained.</summary>
    private void Read(ScanResult scan, UnfinishedTraining? unfinished, CancellationToken cancellationToken)
    {
        try
        {
            settings.CheckBatch(scan.Files.Count);
            progress?.Begin("Reading pictures", scan.Files.Count);
            cache = PictureCache.Preload(
                scan.Files, new PictureCacheOptions { Height = settings.Model.Height, Width = settings.Model.Width, ByteBudget = settings.CacheBytes, Threads = Threads },
                done => progress?.Reach(done), cancellationToken);
            if (unfinished is { HasCheckpoint: true }) FindAgain(unfinished);
            else Divide();
        }
        catch (LikenessException) when (unfinished is null)
        {
            File.Delete(files.Begun); // what cannot begin has not begun
            throw;
        }
    }

    private void Divide()
    {
        var split = TrainingSplit.Draw(cache.Pictures, settings.Validation, settings.Seed);
        if (split.Training.Length == 0)
            throw new WrongSettingsException($"validation is {settings.Validation}, which leaves none of {cache.Pictures.Count} pictures to learn from; hold fewer back, or give more pictures.");
        settings.CheckBatch(split.Training.Length);
        pictures = TrainingPictures.Of(cache, split);
        places = new TrainingPictures.Places(split.Training, split.Validation, []);
        heldBack = pictures.HeldBack;
    }

    /// <summary>The pictures that the unfinished training began with, of which some may be gone.</summary>
    private void FindAgain(UnfinishedTraining unfinished)
    {
        if (TrainingPictures.Read(files.Pictures, unfinished.Pictures) is { } begunWith)
        {
            (pictures, places) = (begunWith, begunWith.In(cache));
            heldBack = pictures.HeldBack;
            return;
        }

        Divide();
        if (pictures.Digest == unfinished.Pictures) return;
        throw new UnusableInputException(
            "The pictures are not those that the unfinished training learned from (some are new, changed, moved or gone), so that it cannot go on as if it had never stopped. "
            + "Put them back as they were, or begin anew without resuming.");
    }

    private EpochRecord RunEpoch(Trainer trainer, LoaderSource training, LoaderSource? validation, CancellationToken cancellationToken)
    {
        try
        {
            return trainer.RunEpoch(history.Count, training, validation, done =>
            {
                progress?.Reach(done);
                checkpoints.IfDue(() => TrySave(trainer));
            }, cancellationToken);
        }
        catch (UnusableInputException lost)
        {
            throw new UnusableInputException($"{lost.Message} The training stopped after {history.Count} of {settings.Trainer.Epochs} epochs; {WhatIsKept(trainer)}", lost);
        }
    }

    private void NoteSimd(UnfinishedTraining? unfinished, bool begins)
    {
        if (unfinished is null || begins && unfinished.Simd == SimdPath.Name) return;
        if (begins) progress?.Note("There is no checkpoint of this training yet: it begins from the beginning.");
        if (unfinished.Simd != SimdPath.Name)
            progress?.Note($"The training began with SIMD {unfinished.Simd} and goes on with {SimdPath.Name}: its numbers will differ in their last digits from an undisturbed run's.");
    }

    private int Threads => settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads;

    private string Describe(string pictures) => UnfinishedTraining.Describe(settings with { Threads = Threads }, sources, pictures);

    private bool HasValidation => settings.Validation > 0 && heldBack.Length > 0;

    private bool IsOutOfPatience => settings.Patience > 0 && history.Count - BestEpoch.Of(history) >= settings.Patience;

    private BatchLoader Loader(int[] chosen, bool shuffle) => new(cache, chosen, new BatchOptions
    {
        BatchSize = settings.Trainer.BatchSize, Seed = settings.Seed, Shuffle = shuffle, Flip = shuffle && settings.Flip, Grey = settings.Model.Grey, LeaveOutLost = true,
    });

    private void GoOn(Trainer trainer)
    {
        history.AddRange(trainer.Load(files.Checkpoint).History);
        if (history.Count > 0 && HasValidation) kept = ReadKept();
        progress?.Note($"Going on in epoch {trainer.Position.Epoch + 1} of {settings.Trainer.Epochs}, after {trainer.Position.Pictures} of its pictures.");
    }

    /// <summary>The best model so far: among the training's files, or the library's, if the end of this very training was reached before and it was cut off before it took its checkpoint away.</summary>
    private ModelHeader ReadKept()
    {
        if (!File.Exists(files.Best) && File.Exists(layout.Model) && ModelFile.ReadHeader(layout.Model) is { } finished && IsOfThisTraining(finished.Record)) return finished;
        return ModelFile.ReadHeader(files.Best);
    }

    private bool IsOfThisTraining(TrainingRecord record) =>
        record.ValidationPictures.SequenceEqual(heldBack) && record.Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).SequenceEqual((settings with { Threads = Threads }).ToWords().OrderBy(setting => setting.Key, StringComparer.Ordinal));

    /// <summary>Notes an epoch, and keeps its weights if they are the best; without validation now and then, in case that the training diverges later.</summary>
    private void Keep(EpochRecord epoch, Autoencoder model)
    {
        history.Add(epoch);
        if (HasValidation)
        {
            if (BestEpoch.Of(history) == history.Count) Write();
        }
        else
        {
            good.IfDue(Write);
        }

        files.WriteHistory(history);
        charts.IfDue(() => files.DrawCharts(history, Title));
        progress?.EndEpoch(epoch, settings.Trainer.Epochs);

        void Write() => kept = WriteModel(files.Best, model);
    }

    private void Finish(Autoencoder model)
    {
        if (!HasValidation) kept = WriteModel(files.Best, model);
        if (BestEpoch.Of(history) == history.Count) File.Delete(files.Last);
        else WriteModel(files.Last, model);
        files.DrawCharts(history, Title);
        if (File.Exists(files.Best)) File.Move(files.Best, layout.Model, overwrite: true); // else it is there already, see ReadKept
        files.Forget();
    }

    private ModelHeader WriteModel(string path, Autoencoder model) =>
        ModelFile.Write(path, model, new TrainingRecord { Settings = (settings with { Threads = Threads }).ToWords(), History = [.. history], ValidationPictures = heldBack });

    /// <summary>Writes a checkpoint; a training does not end because there is no room for one.</summary>
    private bool TrySave(Trainer trainer)
    {
        try
        {
            trainer.Save(files.Checkpoint, history, description);
            return true;
        }
        catch (UnusableInputException failure)
        {
            if (!toldOfFailure) progress?.Note($"There is no checkpoint of this training: {failure.Message}. It goes on without.");
            toldOfFailure = true;
            return false;
        }
    }

    private string WhatIsKept(Trainer trainer)
    {
        if (history.Count == 0 && trainer.Position.Batches == 0) return "nothing had been learned and nothing was changed. Start it again whenever you like.";
        return (TrySave(trainer) ? "it can go on from there (train --resume). " : "it cannot go on from there, because its checkpoint could not be written. ") + UseWhatIsThere();
    }

    /// <summary>An unfinished model takes the place of none, but never that of a finished one.</summary>
    private string UseWhatIsThere()
    {
        if (kept is null) return "No model was kept of it.";
        var epoch = kept.Record.History.Count;
        if (File.Exists(layout.Model)) return $"Its model of epoch {epoch} is kept in {files.Best}, and the library's own model stays as it was ({layout.Model}).";
        // A copy: going on needs the best weights where they are.
        Storage.AtomicFile.Write(layout.Model, to =>
        {
            using var from = File.OpenRead(files.Best);
            from.CopyTo(to);
        });
        return $"Its model of epoch {epoch} is kept in {layout.Model} and can be used.";
    }

    private string Title => $"{settings.Model.Architecture} model, {settings.Model.Codes} codes, {settings.Model.Height}×{settings.Model.Width} {(settings.Model.Grey ? "grey " : "")}pixels";

    private TrainingReport Report(ScanResult scan, long parameters)
    {
        double[] speeds = [.. history.Select(e => e.PicturesPerSecond).Order()];
        var best = BestEpoch.Of(history);
        return new TrainingReport(
            cache.Pictures.Count, [.. scan.Skipped, .. cache.Skipped, .. places.Gone, .. cache.Lost], Present(places.Training), Present(places.Validation), history.Count, history[^1].Loss,
            history[best - 1].ValidationLoss, best, history.Average(e => e.Seconds), speeds[speeds.Length / 2], parameters, kept!.Fingerprint, layout.Model,
            best == history.Count ? layout.Model : files.Last);

        static int Present(int[] side) => side.Count(place => place != BatchLoader.Gone);
    }
}
