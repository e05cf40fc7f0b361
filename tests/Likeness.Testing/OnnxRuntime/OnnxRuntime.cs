using Microsoft.ML.OnnxRuntime;

namespace Likeness.Testing.OnnxRuntime;

/// <summary>ONNX Runtime as any other program uses it, without anything of ours.</summary>
public static class OnnxRuntime
{
    /// <summary>Why it cannot be used here; null where it can.</summary>
    public static string? Unavailable { get; } = WhyNot();

    /// <summary>Runs a model on one input and returns its outputs by name.</summary>
    public static Dictionary<string, (int[] Shape, float[] Values)> Run(string model, ReadOnlySpan<float> input, params ReadOnlySpan<int> shape)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(model, options);
        using var value = OrtValue.CreateTensorValueFromMemory(input.ToArray(), Array.ConvertAll(shape.ToArray(), axis => (long)axis));
        using var run = new RunOptions();
        using var outputs = session.Run(run, [session.InputNames.Single()], [value], session.OutputNames);
        var results = new Dictionary<string, (int[] Shape, float[] Values)>(StringComparer.Ordinal);
        foreach (var (name, output) in session.OutputNames.Zip(outputs))
            results[name] = (Array.ConvertAll(output.GetTensorTypeAndShape().Shape, axis => (int)axis), output.GetTensorDataAsSpan<float>().ToArray());
        return results;
    }

    private static string? WhyNot()
    {
        try
        {
            OrtEnv.Instance();
            return null;
        }
        catch (Exception failure) when (failure.GetBaseException() is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return $"skipped: ONNX Runtime cannot be loaded here ({failure.GetBaseException().Message.ReplaceLineEndings(" ")})";
        }
    }
}

/// <summary>A test that needs <see cref="OnnxRuntime"/>, visibly skipped where its package has no library for the system.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnnxRuntimeFactAttribute : FactAttribute
{
    public OnnxRuntimeFactAttribute() => Skip = OnnxRuntime.Unavailable;
}

/// <summary>A theory that needs <see cref="OnnxRuntime"/>, visibly skipped where its package has no library for the system.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnnxRuntimeTheoryAttribute : TheoryAttribute
{
    public OnnxRuntimeTheoryAttribute() => Skip = OnnxRuntime.Unavailable;
}
