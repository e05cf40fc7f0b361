namespace Likeness.Onnx.Runtime;

/// <summary>Where ONNX Runtime's native library is looked for.</summary>
/// <param name="Setting">The path that a person gave, which is then the only place; null or empty when none was.</param>
/// <param name="FileNames">What the library is called on this system, the preferred first: the system's own search is asked for these, before the program's folder.</param>
/// <param name="ProgramFolder">Where the program is.</param>
internal sealed record RuntimePlaces(string? Setting, IReadOnlyList<string> FileNames, string ProgramFolder)
{
    /// <summary>The environment variable that names the library.</summary>
    public const string SettingName = "LIKENESS_ONNXRUNTIME";

    /// <summary>The places on the system that runs.</summary>
    public static RuntimePlaces Here() => new(Environment.GetEnvironmentVariable(SettingName), Names(), AppContext.BaseDirectory);

    private static string[] Names() =>
        OperatingSystem.IsWindows() ? ["onnxruntime.dll"]
        : OperatingSystem.IsMacOS() ? ["libonnxruntime.1.dylib", "libonnxruntime.dylib"]
        : ["libonnxruntime.so.1", "libonnxruntime.so"];
}
