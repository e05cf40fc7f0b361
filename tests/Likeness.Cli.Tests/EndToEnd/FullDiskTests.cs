using Likeness.Testing;

namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>The disk fills up while the library is written: what was there before is whole, and works again when there is room.</summary>
public sealed class FullDiskTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    [SmallDiskFact]
    public async Task Training_says_so_and_leaves_the_old_model_alone()
    {
        using var disk = new SmallDisk(megabytes: 2);
        var library = trained.CopyTo(Path.Combine(disk.Path, "library"));
        var before = File.ReadAllBytes(Path.Combine(library, "model.safetensors"));
        var filler = Fill(disk, leave: 0);
        var line = Complaint.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", library, .. TrainedLibrary.Quick]), 3);
        Assert.Contains("free space", line, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(library, "model.safetensors")));
        Leftovers.None(library);

        File.Delete(filler);
        Report.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", library, .. TrainedLibrary.Quick, "--json"]));
    }

    [SmallDiskFact]
    public async Task Indexing_says_so_keeps_what_was_indexed_and_goes_on_when_there_is_room()
    {
        using var disk = new SmallDisk(megabytes: 8);
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(Path.Combine(disk.Path, "library"));
        Collection.DrawMany(folder["many"], 600, side: 20);
        var filler = Fill(disk, leave: 150 << 10);
        var line = Complaint.Of(await ProgramRun.Likeness("index", folder["many"], "--library", library), 3);
        Assert.Contains("space", line, StringComparison.Ordinal);

        File.Delete(filler);
        var kept = Report.Of(await ProgramRun.Likeness("info", "--library", library, "--json")).Number("pictures") - Collection.Count;
        Assert.InRange(kept, 0, 599);
        var report = Report.Of(await ProgramRun.Likeness("index", folder["many"], "--library", library, "--json"));
        Assert.Equal((600 - kept, kept, 0), (report.Number("added"), report.Number("unchanged"), report.Number("removed")));
    }

    [SmallDiskFact]
    public async Task Searching_prints_what_it_found_though_the_drawing_does_not_fit()
    {
        using var disk = new SmallDisk(megabytes: 2);
        var library = trained.CopyTo(Path.Combine(disk.Path, "library"));
        var filler = Fill(disk, leave: 48 << 10); // enough for the catalog's shared memory, not for the drawing
        string[] command = ["search", Path.Combine(trained.Pictures, "coast", "2.jpg"), "--library", library, "--json"];
        var run = await ProgramRun.Likeness(command);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("no drawing", run.Notes, StringComparison.Ordinal);
        Assert.Contains("free space", run.Notes, StringComparison.Ordinal);
        Assert.Equal(10, Report.Json(run).Hits().Length);
        Leftovers.None(library);

        File.Delete(filler);
        Assert.Equal(Report.Json(run).Hits(), Report.Of(await ProgramRun.Likeness(command)).Hits());
    }

    private static string Fill(SmallDisk disk, int leave)
    {
        var filler = Path.Combine(disk.Path, "filler");
        using var file = new FileStream(filler, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(new byte[(int)(new DriveInfo(disk.Path).AvailableFreeSpace - leave)]);
        return filler;
    }
}
