namespace Likeness.Onnx.Runtime;

/// <summary>A status of ONNX Runtime that is no success. Whoever called says what it means for a person.</summary>
/// <param name="code">Its kind.</param>
/// <param name="message">ONNX Runtime's own words.</param>
internal sealed class OrtException(OrtErrorCode code, string message) : Exception(message)
{
    public OrtErrorCode Code { get; } = code;

    /// <summary>ONNX Runtime's words on one line, cut where they go on and on.</summary>
    public string Words
    {
        get
        {
            var words = Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
            return words.Length > Most ? words[..Most] + "…" : words;
        }
    }

    private const int Most = 400;
}
