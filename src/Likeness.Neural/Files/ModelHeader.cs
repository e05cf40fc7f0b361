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
    /// <summary>How pictures become input, the same for every model of this version.</summary>
    public const string Preprocessing = "upright sRGB over white, cover and centre-crop, value/255, NHWC";
}
