using System.IO.Compression;

namespace Likeness.Cli.Tests.Packages;

/// <summary>The command line as a dotnet tool.</summary>
[Collection(PackedFeed.Name)]
public sealed class ToolPackageTests(PackedFeed packed)
{
    private static readonly string[] Systems = ["linux-x64", "linux-arm64", "osx-arm64", "win-x64"];

    /// <summary>The native libraries that the program cannot do without, by how their files are named somewhere.</summary>
    private static readonly string[] Natives = ["e_sqlite3", "vips", "onnxruntime"];

    public static TheoryData<string, string> NativesOfSystems
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var system in Systems)
            foreach (var native in Natives)
                pairs.Add(system, native);
            return pairs;
        }
    }

    [Fact]
    public async Task It_installs_and_runs_the_demo()
    {
        var folder = packed.Outside("tool");
        var install = await packed.Dotnet(folder, "tool", "install", "Likeness.Cli", "--version", packed.Version, "--tool-path", "tools");
        Assert.True(install.ExitCode == 0, install.Results + install.Notes);
        var tool = Path.Combine(folder, "tools", OperatingSystem.IsWindows() ? "likeness.exe" : "likeness");
        var demo = await ProgramRun.Start(tool, ["demo", "--folder", "made here", "--pictures", "80", "--epochs", "2"], folder, packed.Environment);
        Assert.True(demo.ExitCode == 0, demo.Results + demo.Notes);
        Assert.True(File.Exists(Path.Combine(folder, "made here", "library", "catalog.db")), demo.Results);
        var experiments = await ProgramRun.Start(tool, ["experiment", "list"], folder, packed.Environment);
        Assert.Contains("final", experiments.Results, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NativesOfSystems))]
    public void It_carries_the_native_libraries_of_four_systems(string system, string native)
    {
        using var package = ZipFile.OpenRead(packed.PackageOf("Likeness.Cli"));
        Assert.Contains(package.Entries, entry => entry.FullName.Contains($"/runtimes/{system}/native/{entry.Name}", StringComparison.Ordinal) && entry.Name.Contains(native, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("linux-x64", "liblikeness-vips.so.42")]
    [InlineData("linux-arm64", "liblikeness-vips.so.42")]
    [InlineData("osx-arm64", "liblikeness-vips.dylib")]
    [InlineData("win-x64", "likeness-vips.dll")]
    public void The_library_package_has_libvips_where_the_runtime_looks_and_under_a_name_of_its_own(string system, string file)
    {
        using var package = ZipFile.OpenRead(packed.PackageOf("Likeness.Imaging"));
        Assert.Equal(file, Assert.Single(package.Entries, entry => entry.FullName.StartsWith($"runtimes/{system}/native/", StringComparison.Ordinal)).FullName[$"runtimes/{system}/native/".Length..]);
    }

    [Fact]
    public void It_carries_no_native_library_of_another_system()
    {
        using var package = ZipFile.OpenRead(packed.PackageOf("Likeness.Cli"));
        var others = package.Entries
            .Select(entry => entry.FullName.Split('/'))
            .Where(parts => Array.IndexOf(parts, "native") >= 2)
            .Select(parts => parts[Array.IndexOf(parts, "native") - 1])
            .Except(Systems, StringComparer.Ordinal);
        Assert.Empty(others);
    }
}
