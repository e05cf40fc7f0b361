namespace Likeness.Neural.Files.Onnx;

/// <summary>What of a model is written as ONNX.</summary>
public enum OnnxPart
{
    /// <summary>From pictures to codes.</summary>
    Encoder,

    /// <summary>From pictures to codes and, from these, to pictures again.</summary>
    Autoencoder,
}
