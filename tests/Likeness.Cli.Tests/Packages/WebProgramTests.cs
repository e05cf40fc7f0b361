using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Likeness.Cli.Tests.EndToEnd;

namespace Likeness.Cli.Tests.Packages;

/// <summary>A web program of twenty lines indexes and searches with the package; its code is the one in the documentation.</summary>
[Collection(PackedFeed.Name)]
public sealed partial class WebProgramTests(PackedFeed packed)
{
    [Fact]
    public async Task It_indexes_and_searches_over_HTTP()
    {
        var folder = packed.Outside("web program");
        Directory.CreateDirectory(Path.Combine(folder, "pictures"));
        for (var i = 0; i < 12; i++) Collection.Draw(Path.Combine(folder, "pictures", $"{i}.jpg"), (ulong)i);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), Code());
        File.WriteAllText(Path.Combine(folder, "Program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
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
        using var server = Start(folder);
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressAsync(server) };
            using var indexed = await client.PostAsJsonAsync("/index", (string[])[Path.Combine(folder, "pictures")]);
            var report = await indexed.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(12, report.GetProperty("added").GetInt32());
            using var picture = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(folder, "pictures", "3.jpg")));
            using var found = await client.PostAsync(new Uri("/search?k=4", UriKind.Relative), picture);
            var hits = await found.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(4, hits.GetArrayLength());
            Assert.All(hits.EnumerateArray(), hit => Assert.DoesNotContain("3.jpg", hit.GetProperty("path").GetString()!, StringComparison.Ordinal));
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    private System.Diagnostics.Process Start(string folder)
    {
        var start = new System.Diagnostics.ProcessStartInfo("dotnet", [Path.Combine(folder, "bin", "Release", "net10.0", "Program.dll"), "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in packed.Environment) start.Environment[name] = value;
        return System.Diagnostics.Process.Start(start)!;
    }

    /// <summary>The server says where it listens: the port is free, whichever it is.</summary>
    private static async Task<Uri> AddressAsync(System.Diagnostics.Process server)
    {
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match) return new Uri(match.Value);
        }

        throw new InvalidOperationException("The server ended before it listened.");
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Listening();

    private static string Code()
    {
        var text = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "programs.md"));
        var start = text.IndexOf("```csharp", StringComparison.Ordinal) + "```csharp".Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
