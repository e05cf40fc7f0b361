using System.Diagnostics;
using Likeness.Cli.Tests.EndToEnd;

namespace Likeness.Cli.Tests;

/// <summary>The program in the README compiles against the library and does what the README says.</summary>
public sealed class ReadmeProgramTests
{
    [Fact]
    public async Task It_trains_indexes_searches_and_makes_a_vector()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["pictures"]);
        for (var i = 0; i < 48; i++) Collection.Draw(folder[$"pictures/{i}.jpg"], (ulong)i);
        Collection.Draw(folder["query.jpg"], 3);
        File.WriteAllText(folder["Program.cs"], Code());
        File.WriteAllText(folder["Program.csproj"], $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="{Path.Combine(Checkout.Root, "src", "Likeness", "Likeness.csproj")}" />
              </ItemGroup>
            </Project>
            """);
        // The library was built before its tests; building it again here could disturb those that run at the same time.
        var build = await Dotnet(folder.FullPath, "build", "-c", "Release", "-p:BuildProjectReferences=false", "-nologo", "-v", "quiet", "-nodeReuse:false");
        Assert.True(build.ExitCode == 0, build.Output);
        var run = await Dotnet(folder.FullPath, Path.Combine("bin", "Release", "net10.0", "Program.dll"));
        Assert.True(run.ExitCode == 0, run.Output);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(11, lines.Length);
        Assert.StartsWith("1. " + Path.Combine(folder.FullPath, "pictures"), lines[0], StringComparison.Ordinal);
        Assert.Equal("192", lines[^1].Trim());
    }

    private static string Code()
    {
        var readme = File.ReadAllText(Path.Combine(Checkout.Root, "README.md"));
        var start = readme.IndexOf("```csharp", StringComparison.Ordinal) + "```csharp".Length;
        var code = readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];
        Assert.Contains("library.Search(", code, StringComparison.Ordinal);
        // A reader waits for twenty epochs; a test need not.
        return code.Replace("Epochs = 20", "Epochs = 1", StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> Dotnet(string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }
}
