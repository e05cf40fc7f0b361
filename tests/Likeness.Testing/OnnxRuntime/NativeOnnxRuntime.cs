using System.Runtime.InteropServices;

namespace Likeness.Testing.OnnxRuntime;

/// <summary>ONNX Runtime's native library, which its Node.js package brings along.</summary>
public static class NativeOnnxRuntime
{
    private const string Setting = "LIKENESS_ONNXRUNTIME";

    /// <summary>Where it is, or would be: what <c>LIKENESS_ONNXRUNTIME</c> says, else what <c>./test</c> installed.</summary>
    public static string File { get; } = Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } given ? given : Path.Combine(OnnxRuntime.Package, "bin", "napi-v6", Platform, Cpu, Name);

    /// <summary>Why it cannot be used here; null where it can.</summary>
    public static string? Unavailable { get; } = Prepare();

    private static string Platform => OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    private static string Cpu => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";

    private static string Name => OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.1.dylib" : "libonnxruntime.so.1";

    /// <summary>This process and those that it starts find the library from here on.</summary>
    private static string? Prepare()
    {
        if (!System.IO.File.Exists(File)) return $"skipped: no native ONNX Runtime at {File} (./test installs it where there are node, npm and a network)";
        Environment.SetEnvironmentVariable(Setting, File);
        return null;
    }
}

/// <summary>A test that needs <see cref="NativeOnnxRuntime"/>, visibly skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeOnnxRuntimeFactAttribute : FactAttribute
{
    public NativeOnnxRuntimeFactAttribute() => Skip = NativeOnnxRuntime.Unavailable;
}

/// <summary>A theory that needs <see cref="NativeOnnxRuntime"/>, visibly skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeOnnxRuntimeTheoryAttribute : TheoryAttribute
{
    public NativeOnnxRuntimeTheoryAttribute() => Skip = NativeOnnxRuntime.Unavailable;
}
