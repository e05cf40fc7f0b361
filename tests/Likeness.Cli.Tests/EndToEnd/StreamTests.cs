using System.Diagnostics;

namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Standard input, output and error that are pipes, full, closed or gone.</summary>
public sealed class StreamTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    private string Query => Path.Combine(trained.Pictures, "coast", "2.jpg");

    [FactOnLinux]
    public async Task A_query_comes_through_any_kind_of_pipe_and_is_drawn()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var expected = Report.Of(await ProgramRun.Likeness("search", Query, "--library", library, "--json")).Hits();
        foreach (var (pipe, name) in ((string, string)[])[($"cat '{Query}' | $L search - ", "-"), ($"cat '{Query}' | $L search /dev/stdin", "/dev/stdin"), ($"$L search - < '{Query}'", "-")])
        {
            var report = Report.Of(await Shell($"{pipe} --library '{library}' --json"));
            Assert.Equal(name, report.GetProperty("query").GetString());
            Assert.Equal(expected, report.Hits());
            Assert.True(new FileInfo(report.GetProperty("montage").GetString()!).Length > 0);
        }

        Assert.Contains("The query '-' cannot be used", Complaint.Of(await Shell($"printf nothing | $L search - --library '{library}'"), 3), StringComparison.Ordinal);
    }

    [FactOnLinux]
    public async Task Waiting_for_a_pipe_that_brings_nothing_ends_by_ctrl_c()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        using (var made = Process.Start("mkfifo", [folder["pipe"]])) await made.WaitForExitAsync();
        // Opening the other end waits until the program has opened its own.
        var otherEnd = Task.Run(() => new FileStream(folder["pipe"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite));
        Complaint.Of(await Signals.Likeness("INT", () => otherEnd.IsCompleted, "search", folder["pipe"], "--library", library), 130);
        await (await otherEnd).DisposeAsync();
    }

    [FactOnLinux]
    public async Task A_reader_that_goes_away_ends_it_quietly()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var run = await Shell($"{{ $L search '{Query}' --library '{library}'; echo \"exit $?\" >&2; }} | true");
        Assert.Equal("exit 0\n", run.Notes);
    }

    [FactOnLinux]
    public async Task Where_the_result_cannot_be_written_one_line_says_so_and_the_exit_code_is_1()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        foreach (var output in (string[])[">/dev/full", ">&-"])
        {
            var run = await Shell($"$L info --library '{library}' {output}");
            Assert.Contains("standard output", Complaint.Of(run, 1), StringComparison.Ordinal);
        }
    }

    [FactOnLinux]
    public async Task Where_nobody_hears_of_progress_and_failures_the_work_is_done_and_the_exit_code_tells()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        foreach (var errors in (string[])["2>/dev/full", "2>&-"])
        {
            Assert.Equal(0, (await Shell($"$L index '{trained.Pictures}' --library '{library}' {errors}")).ExitCode);
            Assert.Equal(3, (await Shell($"$L index '{folder["nowhere"]}' --library '{library}' {errors}")).ExitCode);
        }
    }

    private static Task<ProgramRun> Shell(string command) =>
        ProgramRun.Start("sh", ["-c", command.Replace("$L", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "Likeness.Cli.dll")}'", StringComparison.Ordinal)]);
}
