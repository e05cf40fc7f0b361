namespace Likeness.Cli.Operations;

/// <summary>Everything that <c>train</c> can be told. The defaults are the final configuration of the first model.</summary>
internal sealed record TrainSettings
{
    /// <summary>Folders and files to learn from.</summary>
    public required IReadOnlyList<string> Pictures { get; init; }

    /// <summary>The library's folder.</summary>
    public required string Library { get; init; }

    /// <summary><c>seed</c> or <c>article</c>.</summary>
    public string Model { get; init; } = "seed";

    /// <summary>Side of the square that pictures are fitted to, in pixels.</summary>
    public int ImageSize { get; init; } = 256;

    /// <summary>Filters of the encoder's convolutions, outermost first.</summary>
    public IReadOnlyList<int> Filters { get; init; } = [32, 64];

    /// <summary>Numbers that a picture is compressed to.</summary>
    public int Codes { get; init; } = 192;

    /// <summary>Passes over the training pictures.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Pictures per step.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Adam's step size at the start.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the step size changes: <c>constant</c>, <c>time</c> or <c>polynomial</c>.</summary>
    public string Schedule { get; init; } = "polynomial";

    /// <summary>Weight of the L1 penalty on the codes.</summary>
    public double ActivityL1 { get; init; } = 1e-4;

    /// <summary>Weight of the L2 penalty on the kernel that makes the codes.</summary>
    public double WeightL2 { get; init; } = 1e-4;

    /// <summary>Whether each picture is mirrored with probability ½ each time it is shown.</summary>
    public bool Flip { get; init; }

    /// <summary>Part of the pictures that is held back to validate on.</summary>
    public double Validation { get; init; } = 0.25;

    /// <summary>Seed of everything random.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Threads to compute with.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
