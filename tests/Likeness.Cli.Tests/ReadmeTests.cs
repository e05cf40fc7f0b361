using Likeness.Cli.Running;

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
    public void Every_command_line_in_the_readme_works(string arguments)
    {
        using var folder = new TemporaryFolder();
        using var run = new InProcessRun();
        string[] elsewhere = arguments == "demo" ? ["--folder", folder.FullPath, "--pictures", "80"] : [];
        Assert.Equal(ExitCode.Done, run.Likeness([.. arguments.Split(' '), .. elsewhere]));
    }

    [Fact]
    public void The_two_commands_are_at_the_top()
    {
        var top = File.ReadLines(Path.Combine(Checkout.Root, "README.md")).Take(6).ToList();
        Assert.Contains(top, line => line.StartsWith("./likeness demo", StringComparison.Ordinal));
        Assert.Contains(top, line => line.StartsWith("./test", StringComparison.Ordinal));
    }
}
