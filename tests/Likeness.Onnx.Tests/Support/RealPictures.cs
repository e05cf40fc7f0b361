namespace Likeness.Onnx.Tests.Support;

/// <summary>Real pictures and a real network, where they are: in the folder that <c>LIKENESS_DATASETS</c> names, and in <c>weights</c> beside that.</summary>
internal static class RealPictures
{
    public static string MobileNet { get; } = Path.GetFullPath(Path.Combine(Datasets, "..", "weights", "mobilenet_v2.onnx"));

    public static string Folder(string name) => Path.Combine(Datasets, name);

    private static string Datasets => Environment.GetEnvironmentVariable("LIKENESS_DATASETS") is { Length: > 0 } given ? given : Path.Combine(Checkout(), "..", "shared", "datasets");

    private static string Checkout()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Likeness.slnx")))
                return folder;
        return AppContext.BaseDirectory;
    }
}

/// <summary>Describes thousands of real pictures; only with <c>./test --heavy</c>.</summary>
public sealed class HeavyTheoryAttribute : TheoryAttribute
{
    public HeavyTheoryAttribute() => Skip =
        Environment.GetEnvironmentVariable("LIKENESS_HEAVY") != "1" ? "skipped: takes minutes (./test --heavy runs it)"
        : Testing.OnnxRuntime.OnnxRuntime.Unavailable
        ?? (!File.Exists(RealPictures.MobileNet) ? $"skipped: no network at {RealPictures.MobileNet}" : Directory.Exists(RealPictures.Folder("8scenes-64")) ? null : $"skipped: no data set at {RealPictures.Folder("8scenes-64")}");
}
