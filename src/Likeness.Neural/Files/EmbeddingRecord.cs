using Likeness.Neural.Training.Triplets;

namespace Likeness.Neural.Files;

/// <summary>What an embedding file tells of how its weights came about.</summary>
public sealed record EmbeddingRecord
{
    /// <summary>The settings of the training, by name, as the command line has them.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Every epoch in order.</summary>
    public IReadOnlyList<TripletEpoch> History { get; init; } = [];

    /// <summary>The names of the labels that were learned, in order.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Content hashes (SHA-256, hex) of the pictures that were held back for validation.</summary>
    public IReadOnlyList<string> ValidationPictures { get; init; } = [];
}
