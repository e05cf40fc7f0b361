using System.Globalization;
using Likeness.Neural.Models;
using Likeness.Neural.Schedules;
using Likeness.Neural.Training;

namespace Likeness.Training;

/// <summary>Everything that training a library's model can be told. The defaults are the first seed's final configuration.</summary>
public sealed record TrainingSettings
{
    /// <summary>The graph: sizes and penalties.</summary>
    public AutoencoderSettings Model { get; init; } = new() { ActivityL1 = 1e-4f, WeightL2 = 1e-4f };

    /// <summary>Epochs, batches and learning rate.</summary>
    public TrainerSettings Trainer { get; init; } = new();

    /// <summary>Whether each picture is mirrored with probability ½ each time it is shown.</summary>
    public bool Flip { get; init; }

    /// <summary>The part of the pictures that is held back to validate on, 0 to below 1.</summary>
    public double Validation { get; init; } = 0.25;

    /// <summary>Epochs without a lower validation loss after which the training ends early; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>
    /// Least time between two checkpoints in seconds, at least 0. However short it is, writing them takes at most a twentieth of the time.
    /// </summary>
    public double CheckpointSeconds { get; init; } = 60;

    /// <summary>Of the first weights, the split, the order and the mirroring; 0 or more.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Threads to compute with; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Decoded pictures that are kept in memory, in bytes; beyond it pictures are decoded again each epoch.</summary>
    public long CacheBytes { get; init; } = DefaultCacheBytes();

    /// <summary>Checks every setting before any work.</summary>
    /// <exception cref="WrongSettingsException">Names the setting, its value and its range.</exception>
    public void Validate()
    {
        Model.Validate();
        _ = LearningRateSchedule.Named(Trainer.Schedule, Trainer.LearningRate, Trainer.Epochs, Trainer.Power);
        if (Trainer.BatchSize < 1) throw new WrongSettingsException($"batch is {Trainer.BatchSize}; it has to be at least 1.");
        if (!(Validation is >= 0 and < 1)) throw new WrongSettingsException($"validation is {Validation}; it has to be at least 0 and below 1.");
        if (Patience < 0) throw new WrongSettingsException($"patience is {Patience}; it has to be 0 or more.");
        if (Patience > 0 && Validation == 0) throw new WrongSettingsException($"patience is {Patience}, but validation is 0: without pictures held back there is no loss to wait for. Set one of them.");
        if (!(CheckpointSeconds is >= 0 and <= 1e6)) throw new WrongSettingsException($"checkpoint is {CheckpointSeconds}; it has to be 0 to 1000000 seconds.");
        if (Seed < 0) throw new WrongSettingsException($"seed is {Seed}; it has to be 0 or more.");
        if (Threads is < 0 or > 1024) throw new WrongSettingsException($"threads is {Threads}; it has to be 1 to 1024, or 0 for one per processor.");
    }

    /// <summary>Refuses a batch that cannot be filled once.</summary>
    /// <param name="pictures">How many there are to learn from.</param>
    /// <exception cref="WrongSettingsException">It is larger than that.</exception>
    internal void CheckBatch(int pictures)
    {
        if (Trainer.BatchSize > pictures) throw new WrongSettingsException($"batch is {Trainer.BatchSize}, but there are only {pictures} pictures to learn from; it has to be 1 to {pictures}.");
    }

    /// <summary>The settings by the names that the command line has for them: all that decides what is learned.</summary>
    public IReadOnlyDictionary<string, string> ToWords() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["model"] = Model.Architecture,
        ["image-size"] = $"{Model.Height}x{Model.Width}",
        ["filters"] = string.Join(',', Model.Filters),
        ["codes"] = Word(Model.Codes),
        ["linear-codes"] = $"{Model.LinearCodes}",
        ["activity-l1"] = Word(Model.ActivityL1),
        ["weight-l2"] = Word(Model.WeightL2),
        ["epochs"] = Word(Trainer.Epochs),
        ["batch"] = Word(Trainer.BatchSize),
        ["learning-rate"] = Word(Trainer.LearningRate),
        ["schedule"] = Trainer.Schedule,
        ["power"] = Word(Trainer.Power),
        ["patience"] = Word(Patience),
        ["threads"] = Word(Threads),
        ["decoder"] = Model.UpSampling ? "upsampling" : "transposed",
        ["grey"] = $"{Model.Grey}",
        ["flip"] = $"{Flip}",
        ["validation"] = Word(Validation),
        ["seed"] = Word(Seed),
    };

    private static string Word(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static long DefaultCacheBytes() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;
}
