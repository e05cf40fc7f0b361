using System.Text.Json.Serialization;
using Likeness.Neural.Training;

namespace Likeness.Experiments;

/// <summary>What a run of an experiment gave.</summary>
public sealed record ExperimentResult
{
    /// <summary>The experiment as it was run.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>Side of the square pictures in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Pictures that were learned from.</summary>
    public required int Training { get; init; }

    /// <summary>Pictures that were held back.</summary>
    public required int Validation { get; init; }

    /// <summary>Every epoch.</summary>
    public required IReadOnlyList<EpochRecord> History { get; init; }

    /// <summary>The epoch whose model was kept; see <see cref="TrainingReport.BestEpoch"/>.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Of the kept model: mean squared error of the pictures held back, of all pictures where none were.</summary>
    public double? ReconstructionError { get; init; }

    /// <summary>Precision at 1 of the kept model's codes over all pictures, leave-one-out; null without labels.</summary>
    public double? P1 { get; init; }

    /// <summary>Precision at 10 of the same.</summary>
    public double? P10 { get; init; }

    /// <summary>Mean average precision of the same.</summary>
    public double? Map { get; init; }

    /// <summary>Numbers in all weights.</summary>
    public required long Parameters { get; init; }

    /// <summary>Seconds of all epochs together.</summary>
    public double Seconds => History.Sum(epoch => epoch.Seconds);

    /// <summary>The width that was computed with, and the threads.</summary>
    public required string Machine { get; init; }
}

/// <summary>How results are written as JSON; what there is none of is left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExperimentResult))]
internal sealed partial class ExperimentResultJson : JsonSerializerContext;
