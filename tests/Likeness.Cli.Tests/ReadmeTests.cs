using Likeness.Cli.Running;
using Likeness.Cli.Tests.EndToEnd;

namespace Likeness.Cli.Tests;

/// <summary>What the README tells people to type is what the program understands.</summary>
public sealed class ReadmeTests
{
    private const string Prompt = "./likeness ";

    public static TheoryData<string> Commands =>
        [.. File.ReadLines(Path.Combine(Checkout.Root, "README.md"))
            .Where(line => line.StartsWith(Prompt, StringComparison.Ordinal))
            .Select(line => line[Prompt.Length..].Split(['#', '|'])[0].Trim())];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_line_in_the_readme_is_understood(string arguments)
    {
        using var folder = new TemporaryFolder();
        using var run = new InProcessRun();
        string[] elsewhere = arguments == "demo" ? ["--folder", folder.FullPath, "--pictures", "80"] : [];
        Assert.Equal(ExitCode.Done, run.Likeness([.. arguments.Split(' '), .. elsewhere]));
    }

    [Fact]
    public async Task The_first_ten_minutes_go_as_the_readme_has_them()
    {
        using var folder = new TemporaryFolder();
        Collection.Draw(folder["Pictures"]);
        Collection.Draw(folder["Pictures/beach.jpg"], 5);
        Collection.Draw(folder["query.jpg"], 3);
        var program = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "Likeness.Cli.dll")}' ";
        var commands = File.ReadLines(Path.Combine(Checkout.Root, "README.md"))
            .Where(line => line.StartsWith(Prompt, StringComparison.Ordinal) && !line.StartsWith(Prompt + "demo", StringComparison.Ordinal))
            .Select(line => line[Prompt.Length..].Split(['#', '|'])[0].Trim()).ToList();
        Assert.Contains(commands, command => command.StartsWith("train ~/Pictures", StringComparison.Ordinal));
        foreach (var command in commands)
        {
            // A reader waits for twenty epochs; a test need not.
            var run = await ProgramRun.Start(
                "sh", ["-c", program + command.Replace("--epochs 20", "--epochs 1", StringComparison.Ordinal)], folder.FullPath, new Dictionary<string, string?> { ["HOME"] = folder.FullPath });
            Assert.True(run.ExitCode == 0, $"{command}: {run.Notes}");
            Assert.NotEmpty(run.Results);
        }

        Assert.True(File.Exists(folder["likeness-library/reports/search-beach.png"]));
    }

    [Fact]
    public void The_two_commands_are_at_the_top()
    {
        var top = File.ReadLines(Path.Combine(Checkout.Root, "README.md")).Take(6).ToList();
        Assert.Contains(top, line => line.StartsWith("./likeness demo", StringComparison.Ordinal));
        Assert.Contains(top, line => line.StartsWith("./test", StringComparison.Ordinal));
    }
}
