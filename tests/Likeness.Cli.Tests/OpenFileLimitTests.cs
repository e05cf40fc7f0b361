using Likeness.Cli.Running;

namespace Likeness.Cli.Tests;

public sealed class OpenFileLimitTests
{
    [Theory]
    [InlineData("Limit  Soft Limit  Hard Limit  Units\nMax open files            64                   64                   files\n", true)]
    [InlineData("Max open files            127                  4096                 files", true)]
    [InlineData("Max open files            128                  4096                 files", false)]
    [InlineData("Max open files            unlimited            unlimited            files", false)]
    [InlineData("Max processes 10 10 processes\n", false)]
    [InlineData("Max open files", false)]
    [InlineData("", false)]
    public void Too_few_files_are_told_from_enough(string limits, bool few) => Assert.Equal(few, OpenFileLimit.Complaint(limits) is not null);

    [FactOnLinux]
    public async Task A_process_that_may_open_few_files_says_so_in_one_line()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Likeness.Cli.dll");
        foreach (var most in (int[])[64, 100])
        {
            var run = await ProgramRun.Start("bash", ["-c", $"ulimit -n {most}; exec dotnet \"$0\" info", program]);
            Assert.Equal((1, ""), (run.ExitCode, run.Results));
            Assert.StartsWith($"likeness: this process may open {most} files", run.Notes, StringComparison.Ordinal);
            Assert.Single(run.Notes.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }
}
