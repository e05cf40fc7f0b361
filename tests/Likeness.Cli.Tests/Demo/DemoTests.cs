using Likeness.Cli.Running;

namespace Likeness.Cli.Tests.Demo;

public sealed class DemoTests
{
    [Fact]
    public void The_demo_draws_holds_queries_back_and_walks_the_whole_road()
    {
        using var folder = new TemporaryFolder();
        using var run = new InProcessRun();
        Assert.Equal(ExitCode.Done, run.Likeness("demo", "--folder", folder["demo"], "--pictures", "80"));
        Assert.Equal(80, Directory.GetFiles(folder["demo"], "*.jpg", SearchOption.AllDirectories).Length);
        Assert.Equal(64, Directory.GetFiles(folder["demo/pictures"], "*.jpg", SearchOption.AllDirectories).Length);
        Assert.Equal(8, Directory.GetDirectories(folder["demo/queries"]).Length);
        Assert.Equal(["train", "evaluate", "index"], run.Operations.Calls.Take(3).Select(call => call.Split(' ')[0]));
        Assert.Equal(16, run.Operations.Calls.Count(call => call.StartsWith("search ", StringComparison.Ordinal)));
        Assert.Contains("lib/reports/search.png", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_demo_replaces_the_first_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        using var run = new InProcessRun();
        run.Likeness("demo", "--folder", folder.FullPath, "--pictures", "100");
        File.WriteAllText(folder["mine.txt"], "mine");
        Assert.Equal(ExitCode.Done, run.Likeness("demo", "--folder", folder.FullPath, "--pictures", "80"));
        Assert.Equal(64, Directory.GetFiles(folder["pictures"], "*.jpg", SearchOption.AllDirectories).Length);
        Assert.True(File.Exists(folder["mine.txt"]));
    }

    [Fact]
    public void A_folder_that_the_demo_did_not_make_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["pictures"]);
        File.WriteAllText(folder["pictures/holiday.jpg"], "mine");
        using var run = new InProcessRun();
        Assert.Equal(ExitCode.NoUsableInput, run.Likeness("demo", "--folder", folder.FullPath));
        Assert.Contains("--folder", run.Notes, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(folder["pictures/holiday.jpg"]));
        Assert.Empty(run.Operations.Calls);
    }
}
