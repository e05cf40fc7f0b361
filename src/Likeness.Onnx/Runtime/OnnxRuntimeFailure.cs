using Likeness.Imaging;
using Microsoft.ML.OnnxRuntime;

namespace Likeness.Onnx.Runtime;

/// <summary>Says what a failure of ONNX Runtime means, and what to do.</summary>
internal static class OnnxRuntimeFailure
{
    private const int MostWords = 400;

    public static UnusableInputException Loading(string file, string version, Exception failure) =>
        new($"ONNX Runtime {version} cannot load the network {file}: {Words(failure.Message)}. {Advice(failure.Message, version)}", failure);

    public static UnusableInputException Running(string file, string version, ReadOnlySpan<long> shape, OnnxRuntimeException failure) =>
        new($"ONNX Runtime {version} could not run the network {file} on an input of [{string.Join(", ", shape.ToArray())}]: {Words(failure.Message)}.", failure);

    /// <summary>ONNX Runtime's words on one line, cut where they go on and on.</summary>
    internal static string Words(string message)
    {
        var words = message.ReplaceLineEndings(" ");
        // The kind of failure stands before them: [ErrorCode:Fail].
        if (words.StartsWith("[ErrorCode:", StringComparison.Ordinal)) words = words[(words.IndexOf(']', StringComparison.Ordinal) + 1)..];
        words = Printable.Line(words.Trim().TrimEnd('.'));
        return words.Length > MostWords ? words[..MostWords] + "…" : words;
    }

    // Its kinds say less than its words: an unknown operator is a plain failure, and so is a set of operators that is newer than it.
    private static string Advice(string message, string version)
    {
        if (Says("not a registered function") || Says("[ErrorCode:NotImplemented]"))
            return $"It has an operator that ONNX Runtime {version} does not know: export it with ONNX's own operators, or use a newer ONNX Runtime.";
        if (Says("opset") || Says("IR version") || Says("ir_version"))
            return $"It was written for another version than ONNX Runtime {version} reads: export it with an operator set that this one knows, or use a newer ONNX Runtime.";
        if (Says("[ErrorCode:InvalidProtobuf]") || Says("[ErrorCode:InvalidGraph]")) return "Its file is damaged or was written wrongly: copy it again, or export it again.";
        return "Try another file of the network, or export it again.";

        bool Says(string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);
    }
}
