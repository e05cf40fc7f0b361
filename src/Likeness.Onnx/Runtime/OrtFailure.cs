namespace Likeness.Onnx.Runtime;

/// <summary>Says what a failure of ONNX Runtime means, and what to do.</summary>
internal static class OrtFailure
{
    public static UnusableInputException Loading(string file, string version, OrtException failure) =>
        new($"ONNX Runtime {version} cannot load the network {file}: {failure.Words}. {Advice(failure, version)}", failure);

    public static UnusableInputException Running(string file, string version, ReadOnlySpan<long> shape, OrtException failure) =>
        new($"ONNX Runtime {version} could not run the network {file} on an input of [{string.Join(", ", shape.ToArray())}]: {failure.Words}.", failure);

    // ONNX Runtime's codes say less than its words: an unknown operator is a plain failure, and so is a set of operators that is newer than it.
    private static string Advice(OrtException failure, string version)
    {
        if (Says("not a registered function") || failure.Code == OrtErrorCode.NotImplemented)
            return $"It has an operator that ONNX Runtime {version} does not know: export it with ONNX's own operators, or use a newer ONNX Runtime.";
        if (Says("opset") || Says("IR version") || Says("ir_version"))
            return $"It was written for another version than ONNX Runtime {version} reads: export it with an operator set that this one knows, or use a newer ONNX Runtime.";
        if (failure.Code is OrtErrorCode.InvalidProtobuf or OrtErrorCode.InvalidGraph) return "Its file is damaged or was written wrongly: copy it again, or export it again.";
        return "Try another file of the network, or export it again.";

        bool Says(string words) => failure.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
    }
}
