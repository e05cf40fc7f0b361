using Likeness.Neural.Training;

namespace Likeness.Neural.Files;

/// <summary>What a checkpoint tells beside its numbers.</summary>
public sealed record CheckpointRecord
{
    /// <summary>Steps of the optimizer so far.</summary>
    public required long Steps { get; init; }

    /// <summary>Where in which epoch the training was.</summary>
    public required TrainingPosition Position { get; init; }

    /// <summary>Every finished epoch in order.</summary>
    public required IReadOnlyList<EpochRecord> History { get; init; }

    /// <summary>What whoever runs the training needs to set it up again, in its own words.</summary>
    public required string Run { get; init; }
}
