using Likeness.Onnx.Runtime;
using Likeness.Testing;
using Likeness.Testing.OnnxRuntime;

namespace Likeness.Onnx.Tests.Runtime;

public sealed class OnnxRuntimeLibraryTests : IDisposable
{
    private static readonly string[] NobodysNames = ["liblikeness-there-is-no-such-library.so.9"];

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Where_there_is_none_three_ways_to_get_it_are_named()
    {
        var failure = Assert.Throws<UnusableInputException>(() => Find(new RuntimePlaces(null, NobodysNames, folder.Path)));
        Assert.All(
            ["install it for the system", $"put {NobodysNames[0]} into {folder.Path}", "LIKENESS_ONNXRUNTIME", "onnxruntime-node", $"neither the system nor {folder.Path}"],
            words => Assert.Contains(words, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_setting_that_names_no_file_is_refused_whatever_else_there_is()
    {
        var failure = Assert.Throws<UnusableInputException>(() => Find(RuntimePlaces.Here() with { Setting = folder["none.so"] }));
        Assert.Contains($"LIKENESS_ONNXRUNTIME is {folder["none.so"]}, but there is no such file", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_library_is_refused()
    {
        var file = folder.Write(NobodysNames[0], "no library"u8);
        Assert.Contains("cannot be loaded", Assert.Throws<UnusableInputException>(() => Find(new RuntimePlaces(file, [], ""))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be loaded", Assert.Throws<UnusableInputException>(() => Find(new RuntimePlaces("", NobodysNames, folder.Path))).Message, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void Another_library_is_told_apart()
    {
        var failure = Assert.Throws<UnusableInputException>(() => Find(new RuntimePlaces(null, ["libc.so.6"], folder.Path)));
        Assert.Contains("the system's libc.so.6 is not ONNX Runtime (it lacks OrtGetApiBase)", failure.Message, StringComparison.Ordinal);
    }

    [NativeOnnxRuntimeFact]
    public void It_is_found_by_setting_and_beside_the_program()
    {
        var (_, version) = Find(new RuntimePlaces(NativeOnnxRuntime.File, NobodysNames, ""));
        Assert.Matches(@"^\d+\.\d+\.\d+", version);
        File.CreateSymbolicLink(folder[NobodysNames[0]], NativeOnnxRuntime.File);
        Assert.Equal(version, Find(new RuntimePlaces(null, NobodysNames, folder.Path)).Version);
    }

    [NativeOnnxRuntimeFact]
    public void One_that_is_too_old_says_which_it_is_and_which_is_needed()
    {
        var version = Find(new RuntimePlaces(NativeOnnxRuntime.File, [], "")).Version;
        var failure = Assert.Throws<UnusableInputException>(() => OnnxRuntimeLibrary.Find(new RuntimePlaces(NativeOnnxRuntime.File, [], ""), 9999));
        Assert.Contains($"is ONNX Runtime {version}, which is too old: 1.9999 or newer is needed", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static (OrtApi Api, string Version) Find(RuntimePlaces places) => OnnxRuntimeLibrary.Find(places, OrtApi.Version);
}

/// <summary>Runs on Linux only.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "skipped: this is about Linux";
}
