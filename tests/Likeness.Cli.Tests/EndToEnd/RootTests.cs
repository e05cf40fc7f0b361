namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Which pictures a library follows, as a person at the terminal sees it.</summary>
public sealed class RootTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    [Fact]
    public async Task A_library_begins_with_colours_alone_is_brought_up_to_date_and_searched_by_them()
    {
        using var folder = new TemporaryFolder();
        Collection.Draw(folder["pictures"]);
        var (pictures, library) = (folder["pictures"], folder["library"]);
        Assert.Equal(Collection.Count, Report.Of(await ProgramRun.Likeness("index", pictures, "--descriptor", "colour", "--library", library, "--json")).Number("added"));
        Assert.Equal(Collection.Count, Report.Of(await ProgramRun.Likeness("index", pictures, "--library", library, "--json")).Number("unchanged"));
        var query = Directory.GetFiles(pictures, "*.jpg", SearchOption.AllDirectories)[0];
        Assert.Equal(3, Report.Of(await ProgramRun.Likeness("search", query, "--weight", "colour=1", "-k", "3", "--library", library, "--json")).Hits().Length);
    }

    [Fact]
    public async Task A_first_run_that_fails_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["pictures"]);
        foreach (var command in (string[][])[["train"], ["index", "--descriptor", "colour"]])
        {
            Complaint.Of(await ProgramRun.Likeness([.. command, folder["pictures"], "--library", folder["library"]]), 3);
            Assert.False(Directory.Exists(folder["library"]));
        }
    }

    [Fact]
    public async Task An_empty_folder_keeps_its_pictures_until_it_is_forgotten()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        foreach (var name in (string[])["here", "mount"]) Directory.CreateDirectory(folder[name]);
        Collection.Draw(folder["here/a.jpg"], 1);
        Collection.Draw(folder["mount/b.jpg"], 2);
        Report.Of(await ProgramRun.Likeness("index", folder["here"], folder["mount"], "--library", library, "--json"));
        File.Delete(folder["mount/b.jpg"]);
        var run = await ProgramRun.Likeness("index", folder["here"], folder["mount"], "--library", library, "--json");
        Assert.Equal([0, 2], ((string[])["removed", "unchanged"]).Select(name => Report.Of(run).Number(name)));
        Assert.Contains($"kept 1 pictures of {folder["mount"]}", run.Notes, StringComparison.Ordinal);
        Directory.Delete(folder["mount"]);
        Assert.Equal(1, Report.Of(await ProgramRun.Likeness("forget", folder["mount"], "--library", library, "--json")).Number("pictures"));
        Complaint.Of(await ProgramRun.Likeness("forget", folder["mount"], "--library", library), 3);
    }
}
