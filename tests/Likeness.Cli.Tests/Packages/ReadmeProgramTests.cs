using Likeness.Cli.Tests.EndToEnd;

namespace Likeness.Cli.Tests.Packages;

/// <summary>The program in the README, in a folder of its own, builds with the package and does what the README says.</summary>
[Collection(PackedFeed.Name)]
public sealed class ReadmeProgramTests(PackedFeed packed)
{
    [Fact]
    public async Task It_trains_indexes_searches_and_makes_a_vector()
    {
        var folder = packed.Outside("readme program");
        Directory.CreateDirectory(Path.Combine(folder, "pictures"));
        for (var i = 0; i < 48; i++) Collection.Draw(Path.Combine(folder, "pictures", $"{i}.jpg"), (ulong)i);
        Collection.Draw(Path.Combine(folder, "query.jpg"), 3);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), Code());
        File.WriteAllText(Path.Combine(folder, "Program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Likeness" Version="{packed.Version}" />
              </ItemGroup>
            </Project>
            """);
        var build = await packed.Dotnet(folder, "build", "-c", "Release", "-nologo", "-v", "quiet", "-nodeReuse:false");
        Assert.True(build.ExitCode == 0, build.Results + build.Notes);
        var run = await packed.Dotnet(folder, Path.Combine("bin", "Release", "net10.0", "Program.dll"));
        Assert.True(run.ExitCode == 0, run.Results + run.Notes);
        var lines = run.Results.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(11, lines.Length);
        Assert.StartsWith("1. " + Path.Combine(folder, "pictures"), lines[0], StringComparison.Ordinal);
        Assert.Equal("192", lines[^1].Trim());
    }

    private static string Code()
    {
        var readme = File.ReadAllText(Path.Combine(Checkout.Root, "README.md"));
        var start = readme.IndexOf("```csharp", StringComparison.Ordinal) + "```csharp".Length;
        var code = readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];
        Assert.Contains("library.SearchAsync(", code, StringComparison.Ordinal);
        // A reader waits for twenty epochs; a test need not.
        return code.Replace("epochs: 20", "epochs: 1", StringComparison.Ordinal);
    }
}
