using Likeness.Neural.Models;

namespace Likeness.Neural.Files;

/// <summary>What a model file says of itself before its weights.</summary>
/// <param name="Settings">The graph.</param>
/// <param name="Record">How it was trained.</param>
/// <param name="Fingerprint">
/// Changes with everything that changes a code: the encoder's graph, the preprocessing, the encoder's weights. 64 hexadecimal digits.
/// </param>
public sealed record ModelHeader(AutoencoderSettings Settings, TrainingRecord Record, string Fingerprint)
{
    /// <summary>How pictures become the model's input.</summary>
    public string Preprocessing => PreprocessingOf(Settings);

    /// <summary>How pictures become the input of a model with these settings.</summary>
    internal static string PreprocessingOf(AutoencoderSettings settings) =>
        $"upright sRGB over white, cover and centre-crop, {(settings.Grey ? "luma of Rec. 601, " : "")}value/255, NHWC";
}
