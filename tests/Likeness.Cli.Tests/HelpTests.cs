namespace Likeness.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public async Task Without_arguments_the_program_prints_its_commands_as_a_result()
    {
        var run = await ProgramRun.Likeness();
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Notes);
        foreach (var command in (string[])["train", "evaluate", "index", "search", "list", "forget", "cluster", "info", "export", "experiment", "demo"])
            Assert.Matches($@"\n  {command}[ ,]", run.Results);
    }

    [Theory]
    [InlineData("train", "--library --objective --labels --from --margin --embedding --model --image-size --filters --codes --epochs --batch --learning-rate --schedule --activity-l1 --weight-l2 --flip --grey --validation --seed --threads --max-pixels --json")]
    [InlineData("evaluate", "--max-pixels --library --weight --retrieval --descriptor --labels --protocol --no-drawing --threads --json")]
    [InlineData("index", "--max-pixels --library --descriptor --network --output --preprocessing --mirror --normalise --pca --whitening --again --exclude --include-hidden --threads --json")]
    [InlineData("forget", "--library --json")]
    [InlineData("search", "--max-pixels --like --unlike -k --max-distance --label --below --weight --descriptor --include-self --copies --clusters --library --no-drawing --open --threads --json --csv")]
    [InlineData("list", "--rejected --label --below --library --json --csv")]
    [InlineData("cluster", "--no-drawing --clusters --descriptor --most --each --seed --library --threads --json")]
    [InlineData("info", "--library --json")]
    [InlineData("export onnx", "--library --output --part --json")]
    [InlineData("demo", "--folder --seed --json")]
    public async Task The_help_of_a_command_names_all_its_options(string command, string options)
    {
        var run = await ProgramRun.Likeness([.. command.Split(' '), "--help"]);
        Assert.Equal(0, run.ExitCode);
        foreach (var option in options.Split(' '))
            Assert.Contains($"\n  {option}", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defaults_and_ranges_are_in_the_help()
    {
        var run = await ProgramRun.Likeness("train", "--help");
        Assert.Contains("[default: 32,64]", run.Results, StringComparison.Ordinal);
        Assert.Contains("(8 to 2048) [default: 256]", run.Results, StringComparison.Ordinal);
        Assert.Contains("[default: likeness-library]", run.Results, StringComparison.Ordinal);
    }
}
