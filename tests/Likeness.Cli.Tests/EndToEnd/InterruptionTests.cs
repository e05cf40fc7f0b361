namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Stopped in the middle of work: what was there before is whole, and the same command again goes on or starts anew.</summary>
public sealed class InterruptionTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    private const int Cancelled = 130;
    private const int Killed = 128 + 9;
    private const int Many = 400;

    [FactOnLinux]
    public Task Ctrl_C_in_the_middle_of_the_first_training_keeps_the_best_model_so_far() => FirstTraining("INT");

    [FactOnLinux]
    public Task A_request_to_terminate_does_the_same() => FirstTraining("TERM");

    [FactOnLinux]
    public async Task Ctrl_C_in_the_middle_of_another_training_leaves_the_finished_model_alone()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var before = File.ReadAllBytes(Path.Combine(library, "model.safetensors"));
        File.Delete(Path.Combine(library, "training", "history.csv"));
        var line = Complaint.Of(await Signals.Likeness("INT", () => File.Exists(Path.Combine(library, "training", "history.csv")), Endless(library)), Cancelled);
        Assert.Contains("stays as it was", line, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(library, "model.safetensors")));
        Assert.True(File.Exists(Path.Combine(library, "training", "best.safetensors")));
        Report.Of(await ProgramRun.Likeness("search", Path.Combine(trained.Pictures, "coast", "2.jpg"), "--library", library, "--json"));
        Leftovers.None(library);
    }

    [FactOnLinux]
    public async Task Killed_in_the_middle_of_training_the_old_model_stays_and_the_next_training_works()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var before = File.ReadAllBytes(Path.Combine(library, "model.safetensors"));
        File.Delete(Path.Combine(library, "training", "history.csv"));
        var run = await Signals.Likeness("KILL", () => File.Exists(Path.Combine(library, "training", "history.csv")), Endless(library));
        Assert.Equal(Killed, run.ExitCode);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(library, "model.safetensors")));
        File.WriteAllText(Path.Combine(library, "training", ".likeness-0123456789abcdef0123456789abcdef.tmp"), "what a run killed while writing leaves");
        Report.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", library, .. TrainedLibrary.Quick, "--seed", "7", "--json"]));
        Assert.NotEqual(before, File.ReadAllBytes(Path.Combine(library, "model.safetensors")));
        Leftovers.None(library);
    }

    [FactOnLinux]
    public Task Ctrl_C_in_the_middle_of_indexing_keeps_what_was_indexed() => Indexing("INT", Cancelled);

    [FactOnLinux]
    public Task A_request_to_terminate_in_the_middle_of_indexing_keeps_what_was_indexed() => Indexing("TERM", Cancelled);

    [FactOnLinux]
    public Task Killed_in_the_middle_of_indexing_the_next_run_goes_on() => Indexing("KILL", Killed);

    private async Task FirstTraining(string signal)
    {
        using var folder = new TemporaryFolder();
        var library = folder["library"];
        var line = Complaint.Of(await Signals.Likeness(signal, () => File.Exists(Path.Combine(library, "training", "history.csv")), Endless(library)), Cancelled);
        Assert.Contains("of 100000 epochs", line, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(library, "model.safetensors"), line, StringComparison.Ordinal);
        Report.Of(await ProgramRun.Likeness("evaluate", "--library", library, "--json"));
        Report.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", library, .. TrainedLibrary.Quick, "--json"]));
        Leftovers.None(library);
    }

    private string[] Endless(string library) => ["train", trained.Pictures, "--library", library, .. TrainedLibrary.QuickBut("--epochs", "100000")];

    private async Task Indexing(string signal, int exitCode)
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        Collection.DrawMany(folder["many"], Many, side: 500);
        string[] command = ["index", folder["many"], "--library", library, "--threads", "1"];
        var writeAhead = new FileInfo(Path.Combine(library, "catalog.db-wal"));
        var run = await Signals.Likeness(signal, () => Length(writeAhead) > 64 << 10, command);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Empty(run.Results);
        if (exitCode == Cancelled)
            Assert.Contains("goes on from there", Complaint.Of(run, Cancelled), StringComparison.Ordinal);

        var kept = Report.Of(await ProgramRun.Likeness("info", "--library", library, "--json")).Number("pictures") - Collection.Count;
        Assert.InRange(kept, 1, Many - 1);
        var again = Report.Of(await ProgramRun.Likeness([.. command, "--json"]));
        Assert.Equal((Many - kept, kept, 0), (again.Number("added"), again.Number("unchanged"), again.Number("removed")));
        var hits = Report.Of(await ProgramRun.Likeness("search", Path.Combine(folder["many"], "7.png"), "--library", library, "-k", "1000", "--include-self", "--json")).Hits();
        Assert.Equal(Many + Collection.Count, hits.Length);
        Leftovers.None(library);
    }

    private static long Length(FileInfo file)
    {
        file.Refresh();
        return file.Exists ? file.Length : 0;
    }
}
