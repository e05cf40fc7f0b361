namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Series of trainings: run once, resumed where they were cut off, reported on in one page.</summary>
public sealed class ExperimentTests : IDisposable
{
    private const string Small = """ "filters":[4,8],"codes":6,"batch":4,"group":"g" """;

    private readonly TemporaryFolder folder = new();

    public ExperimentTests()
    {
        Collection.Draw(folder["pictures"]);
        Define("a", """ "epochs":3,"published":{"trainLoss":0.0125} """);
        Define("b", """ "epochs":2,"validation":0,"title":"second & <last>" """);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_ones_that_come_with_the_program_can_be_listed()
    {
        var listed = Report.Of(await ProgramRun.Likeness("experiment", "list", "--json")).GetProperty("experiments").EnumerateArray().ToArray();
        Assert.Equal(21, listed.Length);
        Assert.Contains(listed, e => e.GetProperty("name").GetString() == "base" && e.GetProperty("codes").GetInt32() == 128);
        Assert.Contains(listed, e => e.GetProperty("name").GetString() == "final" && e.GetProperty("validation").GetDouble() == 0);
    }

    [Fact]
    public async Task Runs_are_measured_once_and_reported_on_in_a_page_that_stands_alone()
    {
        var results = Report.Of(await Run("all")).GetProperty("results").EnumerateArray().ToArray();
        Assert.Equal([3, 2], results.Select(r => r.GetProperty("history").GetArrayLength()));
        Assert.Equal([13, 18], results.Select(r => r.Number("training")));
        Assert.All(results, r => Assert.InRange(r.GetProperty("p10").GetDouble(), 0.01, 1));
        Assert.All(results, r => Assert.InRange(r.GetProperty("reconstructionError").GetDouble(), 1e-6, 1));

        var again = await Run("b", "a");
        Assert.Contains("a: has its result already", again.Notes, StringComparison.Ordinal);
        Assert.DoesNotContain("Epoch", again.Notes, StringComparison.Ordinal);

        Define("a", """ "epochs":4 """);
        Assert.Equal(4, Report.Of(await Run("a")).GetProperty("results")[0].GetProperty("history").GetArrayLength());

        var page = File.ReadAllText(Report.Of(await ProgramRun.Likeness("experiment", "report", "--runs", folder["runs"], "--json")).GetProperty("report").GetString()!);
        Assert.Contains("second &amp; &lt;last&gt;", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("data:image/png;base64,").Length - 1);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.All(page.Split("src=\"").Skip(1), source => Assert.StartsWith("data:", source, StringComparison.Ordinal));
        Assert.DoesNotContain("href", page, StringComparison.Ordinal);
        Report.Of(await ProgramRun.Likeness("experiment", "report", "--runs", folder["runs"], "--no-pictures", "--output", folder["plain.html"], "--json"));
        Assert.DoesNotContain("base64", File.ReadAllText(folder["plain.html"]), StringComparison.Ordinal);
    }

    [FactOnLinux]
    public async Task A_run_that_was_killed_goes_on_where_it_was()
    {
        Define("long", """ "epochs":100000 """);
        var checkpoint = Path.Combine(folder["runs"], "long", "training", "checkpoint.safetensors");
        var cut = await Signals.Likeness("INT", () => File.Exists(Path.Combine(folder["runs"], "long", "training", "history.csv")), Arguments("long"));
        Assert.Equal(130, cut.ExitCode);
        Assert.True(File.Exists(checkpoint));
        var (before, history) = (File.GetLastWriteTimeUtc(checkpoint), Path.Combine(folder["runs"], "long", "training", "history.csv"));
        var again = await Signals.Likeness("INT", () => File.GetLastWriteTimeUtc(history) > before, Arguments("long"));
        Assert.Contains("Going on in epoch", again.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_refused_before_any_work()
    {
        Assert.Contains("no experiment 'c'; there are a, b", await Refused(2, "c"), StringComparison.Ordinal);
        Define("c", """ "codez":3 """);
        Assert.Contains("unknown key \"codez\"", await Refused(2, folder["c.json"]), StringComparison.Ordinal);
        Assert.Contains("image height is 18", await Refused(2, "a", "--image-size", "18"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["runs"]));
        Directory.CreateDirectory(folder["runs/a"]);
        File.WriteAllText(folder["runs/a/result.json"], "{}");
        Assert.Contains("Delete it", Complaint.Of(await ProgramRun.Likeness("experiment", "report", "--runs", folder["runs"]), 4), StringComparison.Ordinal);
        Directory.Delete(folder["runs"], recursive: true);
        Assert.Contains("no results", Complaint.Of(await ProgramRun.Likeness("experiment", "report", "--runs", folder["runs"]), 3), StringComparison.Ordinal);
    }

    private void Define(string name, string more)
    {
        var title = more.Contains("title", StringComparison.Ordinal) ? "" : "\"title\":\"t\",";
        Directory.CreateDirectory(folder["definitions"]);
        var file = name == "c" ? folder["c.json"] : Path.Combine(folder["definitions"], $"{name}.json");
        File.WriteAllText(file, $$"""{"name":"{{name}}",{{title}}{{Small}},{{more}}}""");
    }

    private string[] Arguments(params string[] names) =>
        ["experiment", "run", .. names, "--pictures", folder["pictures"], "--image-size", "16", "--threads", "1", "--runs", folder["runs"], "--definitions", folder["definitions"]];

    private Task<ProgramRun> Run(params string[] names) => ProgramRun.Likeness([.. Arguments(names), "--json"]);

    private async Task<string> Refused(int exitCode, string name, params string[] more)
    {
        string[] arguments = [.. Arguments(name)];
        if (more.Length > 0) arguments[Array.IndexOf(arguments, "--image-size") + 1] = more[1];
        return Complaint.Of(await ProgramRun.Likeness(arguments), exitCode);
    }
}
