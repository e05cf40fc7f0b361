using Likeness.Catalog;
using Likeness.Imaging.Batches;
using Likeness.Library;
using Likeness.Neural.Layers;
using Likeness.Neural.Training;
using Likeness.Numerics.Parallelism;

namespace Likeness.Training;

/// <summary>
/// What is particular about a training of one objective: what it learns from, the network, how the result is written and told. <see
/// cref="TrainingRun"/> does all that trainings have in common.
/// </summary>
internal abstract class TrainingTask(TrainingContext context) : IDisposable
{
    /// <summary>What learns.</summary>
    public abstract INetwork Network { get; }

    /// <summary>What it works towards.</summary>
    public abstract IObjective Objective { get; }

    /// <summary>What it learns from.</summary>
    public abstract IBatchSource Source { get; }

    /// <summary>What is measured after every epoch; null where nothing is held back.</summary>
    public abstract IValidation? Validation { get; }

    /// <summary>The names of what validation measures, also where there is none.</summary>
    public abstract IReadOnlyList<string> ValidationMetrics { get; }

    /// <summary>Which epoch is kept.</summary>
    public abstract Criterion Best { get; }

    /// <summary>The pictures in their order.</summary>
    public TrainingPictures Pictures { get; protected set; } = null!; // set by the constructors of those that derive

    /// <summary>Where they are.</summary>
    public Places Places { get; protected set; } = null!;

    /// <summary>The fingerprint of what the weights began as, where that was something of the library's; else null.</summary>
    public virtual string? Start => null;

    /// <summary>Whether the weights of the last epoch are kept too where they are not the best.</summary>
    public virtual bool KeepsLast => false;

    /// <summary>What the result is called.</summary>
    public abstract string Noun { get; }

    /// <summary>What the library has that the result takes the place of.</summary>
    public abstract string LibrarysOwn { get; }

    /// <summary>A sentence for a training that left nothing.</summary>
    public abstract string NothingKept { get; }

    protected TrainingContext Context { get; } = context;

    protected TrainingSettings Settings => Context.Settings;

    /// <summary>Writes the weights as they are.</summary>
    public abstract TrainedFile Write(string path, IReadOnlyList<EpochRecord> history);

    /// <summary>Reads what such a file says of itself.</summary>
    public abstract TrainedFile Read(string path);

    /// <summary>The settings as the result's file has them.</summary>
    public abstract IReadOnlyDictionary<string, string> Words { get; }

    /// <summary>Draws what can be drawn before the first epoch.</summary>
    public virtual void DrawNetwork()
    {
    }

    /// <summary>Draws the history.</summary>
    public abstract void DrawCharts(IReadOnlyList<EpochRecord> history);

    /// <summary>Adds to a report what only this objective tells.</summary>
    /// <param name="report">What all have.</param>
    /// <param name="best">The epoch that was kept.</param>
    public abstract TrainingReport Complete(TrainingReport report, EpochRecord best);

    /// <summary>Pictures that could be used, and files that could not.</summary>
    public abstract (int Usable, IReadOnlyList<SkippedPicture> Skipped) Counts { get; }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Decodes pictures, or makes sure that they can be decoded.</summary>
    protected PictureCache Decode(ScanResult scan, int height, int width)
    {
        Context.Progress?.Begin("Reading pictures", scan.Files.Count);
        var options = new PictureCacheOptions
        {
            Height = height, Width = width, ByteBudget = Settings.CacheBytes, Threads = Context.Team.Threads,
        };
        return PictureCache.Preload(scan.Files, options, done => Context.Progress?.Reach(done), Context.Cancelled);
    }
}

/// <summary>What a training is given to work with.</summary>
/// <param name="Layout">Where the library's files are.</param>
/// <param name="Catalogs">Opens the library's catalog, where stored vectors are learned from.</param>
/// <param name="Files">Those of the training.</param>
/// <param name="Settings">Its settings, threads as they were counted.</param>
/// <param name="Sources">Folders and files to learn from, full paths.</param>
/// <param name="Scan">What lies there; null where stored vectors are learned from.</param>
/// <param name="Unfinished">The training that goes on, or null for one that begins.</param>
/// <param name="Team">Who computes.</param>
/// <param name="Progress">Hears of every step.</param>
/// <param name="Cancelled">Ends it between two steps.</param>
internal sealed record TrainingContext(
    LibraryLayout Layout, ICatalogFactory Catalogs, TrainingFiles Files, TrainingSettings Settings, IReadOnlyList<string> Sources, ScanResult? Scan,
    UnfinishedTraining? Unfinished, WorkerTeam Team, ILibraryProgress? Progress, CancellationToken Cancelled)
{
    /// <summary>The training to go on with from its checkpoint; null where it begins, or begins again.</summary>
    public UnfinishedTraining? Resumed => Unfinished is { HasCheckpoint: true } ? Unfinished : null;
}

/// <summary>What a file with a training's result says of itself.</summary>
/// <param name="Fingerprint">Of the weights and what is done with them.</param>
/// <param name="Settings">The training's, by name.</param>
/// <param name="Epochs">After how many it was written.</param>
/// <param name="HeldBack">Contents of the pictures that were held back.</param>
internal sealed record TrainedFile(
    string Fingerprint, IReadOnlyDictionary<string, string> Settings, int Epochs, IReadOnlyList<string> HeldBack);
