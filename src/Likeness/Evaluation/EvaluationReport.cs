using System.Text.Json.Serialization;

namespace Likeness.Evaluation;

/// <summary>The result of an evaluation.</summary>
/// <param name="Pictures">Pictures that were evaluated.</param>
/// <param name="Skipped">Pictures that could not be read, each with the reason.</param>
/// <param name="ReconstructionError">Mean squared error of the reconstructions over all numbers in [0, 1]; null where nothing was reconstructed.</param>
/// <param name="P1">Precision at 1, or null without labels; see <see cref="RetrievalScores"/>.</param>
/// <param name="P10">Precision at 10, or null without labels.</param>
/// <param name="Map">Mean average precision, or null without labels.</param>
/// <param name="Montage">The full path of the picture with originals over reconstructions; null where none was drawn.</param>
public sealed record EvaluationReport(
    int Pictures, IReadOnlyList<SkippedPicture> Skipped, double? ReconstructionError, double? P1, double? P10, double? Map, string? Montage)
{
    /// <summary>What each descriptor counted for when pictures were ranked; none without labels.</summary>
    public IReadOnlyList<DescriptorWeight> Weights { get; init; } = [];

    /// <summary>Why the reconstructions could not be drawn, in a line; null where they were.</summary>
    [JsonIgnore]
    public string? DrawingFailure { get; init; }
}
