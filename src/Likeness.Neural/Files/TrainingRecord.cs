using Likeness.Neural.Training;

namespace Likeness.Neural.Files;

/// <summary>What a model file tells of how its weights came about.</summary>
public sealed record TrainingRecord
{
    /// <summary>The settings of the training, by name, as the command line has them.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Every epoch in order.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>Content hashes (SHA-256, hex) of the pictures that were held back for validation.</summary>
    public IReadOnlyList<string> ValidationPictures { get; init; } = [];
}
