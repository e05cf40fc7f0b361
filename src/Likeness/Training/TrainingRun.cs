using Likeness.Catalog;
using Likeness.Library;
using Likeness.Neural.Training;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;
using Likeness.Storage;

namespace Likeness.Training;

/// <summary>
/// Trains for a library. The best weights so far lie in the training's folder and take the place of the library's own only when the
/// training ends, so that one that is given up leaves the library as it was; where there were none yet, they are better than nothing. Now
/// and then, and when it is cancelled, it writes a checkpoint to go on from.
/// </summary>
/// <param name="layout">Where the library's files are.</param>
/// <param name="catalogs">Opens its catalog, where stored vectors are learned from.</param>
/// <param name="settings">How to train.</param>
/// <param name="progress">Hears of every step.</param>
internal sealed class TrainingRun(LibraryLayout layout, ICatalogFactory catalogs, TrainingSettings settings, ILibraryProgress? progress)
{
    private readonly TrainingSettings settings =
        settings with { Threads = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads };
    private readonly TrainingFiles files = new(layout, settings.Objective);
    private readonly List<EpochRecord> history = [];
    private readonly Pace checkpoints = new(TimeSpan.FromSeconds(settings.CheckpointSeconds), TimeProvider.System);
    private readonly Pace good = new(TimeSpan.Zero, TimeProvider.System);
    private readonly Pace charts = new(TimeSpan.Zero, TimeProvider.System);
    private TrainedFile? kept;
    private TrainingTask task = null!; // set by Run before anything else is done
    private Trainer trainer = null!;
    private string description = "";
    private bool toldOfFailure;

    /// <summary>Runs it to its end.</summary>
    /// <param name="sources">Folders and files to learn from, full paths.</param>
    /// <param name="scan">What lies there; null where stored vectors are learned from.</param>
    /// <param name="unfinished">The training to go on with, or null to begin one.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    public TrainingReport Run(
        IReadOnlyList<string> sources, ScanResult? scan, UnfinishedTraining? unfinished, CancellationToken cancellationToken)
    {
        var begins = unfinished is not { HasCheckpoint: true };
        if (begins) files.WriteBegun(UnfinishedTraining.Describe(settings, sources, pictures: "", unfinished?.Start));
        using var team = new WorkerTeam(settings.Threads);
        using var prepared =
            Prepare(new TrainingContext(layout, catalogs, files, settings, sources, scan, unfinished, team, progress, cancellationToken));
        task = prepared;
        using var trains = new Trainer(task.Network, task.Objective, settings.Trainer, team);
        trainer = trains;
        if (begins) files.Prepare(sources);
        else GoOn();
        NoteSimd(unfinished, begins);
        description = UnfinishedTraining.Describe(settings, sources, task.Pictures.Digest, task.Start);
        task.Pictures.Write(files.Pictures);
        files.WriteBegun(description);
        task.DrawNetwork();
        try
        {
            while (history.Count < Epochs && !IsOutOfPatience)
            {
                progress?.Begin($"Epoch {history.Count + 1}/{Epochs}", task.Places.Training.Length);
                Keep(RunEpoch(cancellationToken));
                checkpoints.IfDue(() => TrySave());
            }

            Finish();
        }
        catch (OperationCanceledException cancelled)
        {
            throw new TrainingCancelledException(
                $"training was cancelled after {history.Count} of {Epochs} epochs; {WhatIsKept()}", cancelled);
        }
        catch (TrainingDivergedException diverged)
        {
            files.Forget();
            throw new TrainingDivergedException(diverged, UseWhatIsThere());
        }

        return Report();
    }

    private int Epochs => settings.Trainer.Epochs;

    private int BestEpoch => task.Best.BestOf(history);

    private bool IsOutOfPatience => settings.Patience > 0 && history.Count - BestEpoch >= settings.Patience;

    /// <summary>Reads the pictures and divides them; what is wrong with them is said before anything is trained.</summary>
    private TrainingTask Prepare(TrainingContext context)
    {
        try
        {
            return settings.Objective == TrainingObjective.Triplet ? TripletTask.Create(context) : new AutoencoderTask(context);
        }
        catch (LikenessException) when (context.Unfinished is null)
        {
            files.TakeBackBegun();
            throw;
        }
    }

    private EpochRecord RunEpoch(CancellationToken cancellationToken)
    {
        try
        {
            return trainer.RunEpoch(history.Count, task.Source, task.Validation, done =>
            {
                progress?.Reach(done);
                checkpoints.IfDue(() => TrySave());
            }, cancellationToken);
        }
        catch (UnusableInputException lost)
        {
            throw new UnusableInputException(
                $"{lost.Message} The training stopped after {history.Count} of {Epochs} epochs; {WhatIsKept()}", lost);
        }
    }

    private void NoteSimd(UnfinishedTraining? unfinished, bool begins)
    {
        if (unfinished is null || begins && unfinished.Simd == SimdPath.Name) return;
        if (begins) progress?.Note("There is no checkpoint of this training yet: it begins from the beginning.");
        if (unfinished.Simd == SimdPath.Name) return;
        progress?.Note(
            $"The training began with SIMD {unfinished.Simd} and goes on with {SimdPath.Name}: "
            + "its numbers will differ in their last digits from an undisturbed run's.");
    }

    private void GoOn()
    {
        history.AddRange(trainer.Load(files.Checkpoint).History);
        if (history.Count > 0 && IsValidated(history[^1])) kept = ReadKept();
        progress?.Note($"Going on in epoch {trainer.Position.Epoch + 1} of {Epochs}, after {trainer.Position.Pictures} of its pictures.");
    }

    private bool IsValidated(EpochRecord epoch) => task.Best.Of(epoch) is not null;

    /// <summary>
    /// The best weights so far: among the training's files, or the library's, if the end of this very training was reached before and it
    /// was cut off before it took its checkpoint away.
    /// </summary>
    private TrainedFile ReadKept()
    {
        if (!File.Exists(files.Best) && File.Exists(files.Result) && task.Read(files.Result) is { } finished && IsOfThisTraining(finished))
            return finished;
        return task.Read(files.Best);
    }

    private bool IsOfThisTraining(TrainedFile file) =>
        file.HeldBack.SequenceEqual(task.Pictures.HeldBack) && Sorted(file.Settings).SequenceEqual(Sorted(task.Words));

    private static IEnumerable<KeyValuePair<string, string>> Sorted(IReadOnlyDictionary<string, string> words) =>
        words.OrderBy(word => word.Key, StringComparer.Ordinal);

    /// <summary>
    /// The one place where the best epoch is kept: notes an epoch, and writes its weights if they are the best; without validation now and
    /// then, in case that the training diverges or is cut off.
    /// </summary>
    private void Keep(EpochRecord epoch)
    {
        history.Add(epoch);
        if (!IsValidated(epoch)) good.IfDue(Write);
        else if (BestEpoch == history.Count) Write();
        files.WriteHistory(history, task.Objective.Traits.Metrics, task.ValidationMetrics);
        charts.IfDue(() => task.DrawCharts(history));
        progress?.EndEpoch(epoch, Epochs);
    }

    private void Write() => kept = task.Write(files.Best, history);

    private void Finish()
    {
        if (!IsValidated(history[^1])) Write();
        if (task.KeepsLast)
        {
            if (BestEpoch == history.Count) File.Delete(files.Last);
            else task.Write(files.Last, history);
        }

        task.DrawCharts(history);
        if (File.Exists(files.Best))
        {
            KeepFormer();
            File.Move(files.Best, files.Result, overwrite: true);
        } // else it is there already, see ReadKept

        files.Forget();
    }

    /// <summary>Searches go on by what the vectors in use were made by, until the pictures are indexed again.</summary>
    private void KeepFormer()
    {
        if (catalogs.Exists(layout)) KeptDescriptors.Keep(layout, TimeProvider.System);
    }

    /// <summary>Writes a checkpoint; a training does not end because there is no room for one.</summary>
    private bool TrySave()
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

    private string WhatIsKept()
    {
        var position = trainer.Position;
        if (history.Count == 0 && position.Batches == 0)
            return "nothing had been learned and nothing was changed. Start it again whenever you like.";
        var goesOn = TrySave() ? "it can go on from there (train --resume). "
            : "it cannot go on from there, because its checkpoint could not be written. ";
        return goesOn + UseWhatIsThere();
    }

    /// <summary>Unfinished weights take the place of none, but never that of finished ones.</summary>
    private string UseWhatIsThere()
    {
        if (kept is null) return task.NothingKept;
        var which = $"Its {task.Noun} of epoch {kept.Epochs} is kept in";
        if (File.Exists(files.Result)) return $"{which} {files.Best}, and {task.LibrarysOwn} stays as it was ({files.Result}).";
        KeepFormer();
        // A copy: going on needs the best weights where they are.
        AtomicFile.Write(files.Result, to =>
        {
            using var from = File.OpenRead(files.Best);
            from.CopyTo(to);
        });
        return $"{which} {files.Result} and can be used.";
    }

    private TrainingReport Report()
    {
        double[] speeds = [.. history.Select(e => e.PicturesPerSecond).Order()];
        var (best, places, counts) = (BestEpoch, task.Places, task.Counts);
        var report = new TrainingReport(
            counts.Usable, counts.Skipped, Places.Present(places.Training), Places.Present(places.Validation), history.Count,
            history[^1].Loss, null, best, history.Average(e => e.Seconds), speeds[speeds.Length / 2],
            task.Network.Parameters.Sum(p => p.Parameter.Value.Count), kept!.Fingerprint, files.Result,
            best == history.Count || !task.KeepsLast ? files.Result : files.Last);
        return task.Complete(report, history[best - 1]);
    }
}

/// <summary>A training was cancelled; the message says what of it is kept, and where.</summary>
public sealed class TrainingCancelledException : OperationCanceledException
{
    /// <summary>Says what is kept.</summary>
    /// <param name="message">How far it came, what is kept where, and what to do.</param>
    /// <param name="cause">What ended it.</param>
    public TrainingCancelledException(string message, OperationCanceledException cause)
        : base(message, cause, cause?.CancellationToken ?? default)
    {
    }
}
