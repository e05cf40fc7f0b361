namespace Likeness.Cli.Tests.Packages;

/// <summary>
/// The packages as a stranger gets them: packed from this checkout into a feed of their own, beside the machine's usual source, and a package folder in which nothing is
/// cached. What is at hand on a developer's machine hides what a package forgot to name.
/// </summary>
[CollectionDefinition(Name)]
public sealed class PackedFeed : IAsyncLifetime, ICollectionFixture<PackedFeed>
{
    internal const string Name = "packages";

    private readonly TemporaryFolder folder = new();

    /// <summary>The folder of the packages.</summary>
    internal string Feed => folder["feed"];

    /// <summary>The version that they have.</summary>
    internal string Version { get; private set; } = "";

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        // The tests were built with everything that is packed here; building again could disturb those that run at the same time.
        var pack = await Dotnet(Checkout.Root, "pack", "Likeness.slnx", "-c", "Release", "--no-build", "-o", Feed, "-nologo", "-v", "quiet", "-nodeReuse:false");
        Assert.True(pack.ExitCode == 0, pack.Results + pack.Notes);
        Version = Path.GetFileNameWithoutExtension(PackageOf("Likeness.Cli"))["Likeness.Cli.".Length..];
        File.WriteAllText(folder["nuget.config"], $"""
            <configuration>
              <packageSources><add key="packed" value="{Feed}" /></packageSources>
            </configuration>
            """);
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The file of a package.</summary>
    internal string PackageOf(string id) => Assert.Single(
        Directory.EnumerateFiles(Feed, "*.nupkg"), file => char.IsAsciiDigit(Path.GetFileName(file)[id.Length + 1]) && Path.GetFileName(file).StartsWith(id + ".", StringComparison.Ordinal));

    /// <summary>An empty folder in which the feed is known.</summary>
    internal string Outside(string name) => Directory.CreateDirectory(folder[name]).FullName;

    /// <summary>Runs the SDK with nothing cached.</summary>
    internal Task<ProgramRun> Dotnet(string where, params string[] arguments) => ProgramRun.Start("dotnet", arguments, where, Environment);

    /// <summary>What a program outside gets: a package folder of its own.</summary>
    internal IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["NUGET_PACKAGES"] = folder["packages"],
        ["DOTNET_CLI_HOME"] = folder["home"],
        ["LIKENESS_SIMD"] = null,
    };
}
