namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>One bad picture never stops the rest, and is listed with its reason.</summary>
public sealed class BadPictureTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    private static readonly string[] Bad = ["claims.png", "cut.jpg", "empty.jpg", "text.jpg"];

    [Theory]
    [InlineData("train")]
    [InlineData("index")]
    [InlineData("evaluate")]
    public async Task Bad_pictures_are_listed_and_the_others_are_used(string command)
    {
        using var folder = new TemporaryFolder();
        Collection.Draw(folder["pictures"]);
        DrawBad(folder["pictures"]);
        string[] line = [command, folder["pictures"], "--library", trained.CopyTo(folder["library"]), .. command == "train" ? TrainedLibrary.Quick : []];

        var run = await ProgramRun.Likeness([.. line, "--json"]);
        var report = Report.Of(run);
        var skipped = report.Skipped();
        Assert.Equal(Bad, skipped.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("empty", skipped["empty.jpg"], StringComparison.Ordinal);
        Assert.Contains("60000", skipped["claims.png"], StringComparison.Ordinal);
        Assert.All(skipped.Values, reason => Assert.DoesNotContain('\n', reason));
        Assert.Equal(Collection.Count, report.Number(command == "index" ? "added" : "pictures"));
        foreach (var name in Bad)
            Assert.Single(run.Notes.Split('\n'), note => note.StartsWith($"skipped {folder["pictures"]}", StringComparison.Ordinal) && note.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bad_query_ends_with_code_3_and_the_reason()
    {
        using var folder = new TemporaryFolder();
        DrawBad(folder.FullPath);
        foreach (var name in (string[])[.. Bad, "missing.jpg", "."])
        {
            var line = Complaint.Of(await ProgramRun.Likeness("search", folder[name], "--library", trained.CopyTo(folder[$"library of {name}"])), 3);
            Assert.Contains(folder.FullPath, line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_folder_with_nothing_but_bad_pictures_ends_with_code_3()
    {
        using var folder = new TemporaryFolder();
        DrawBad(folder["pictures"]);
        Complaint.Of(await ProgramRun.Likeness(["train", folder["pictures"], "--library", folder["library"], .. TrainedLibrary.Quick]), 3);
        Assert.False(File.Exists(folder["library/model.safetensors"]));
    }

    [Fact]
    public async Task A_picture_that_was_mended_is_taken_the_next_time()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        Collection.Draw(folder["pictures"]);
        File.WriteAllText(folder["pictures/mended.jpg"], "not yet a picture");
        Assert.Equal(["mended.jpg"], Report.Of(await ProgramRun.Likeness("index", folder["pictures"], "--library", library, "--json")).Skipped().Keys);
        Assert.Equal(["mended.jpg"], Report.Of(await ProgramRun.Likeness("index", folder["pictures"], "--library", library, "--json")).Skipped().Keys);
        Collection.Draw(folder["pictures/mended.jpg"], 77);
        var report = Report.Of(await ProgramRun.Likeness("index", folder["pictures"], "--library", library, "--json"));
        Assert.Equal((1, Collection.Count), (report.Number("added"), report.Number("unchanged")));
        Assert.Empty(report.Skipped());
    }

    [FactOnLinux]
    public async Task A_picture_that_may_not_be_read_is_listed_and_not_forgotten()
    {
        using var folder = new TemporaryFolder();
        using var person = new UnprivilegedPerson(folder.FullPath);
        var library = trained.CopyTo(folder["library"]);
        Collection.Draw(folder["pictures"]);
        var secret = Directory.GetFiles(folder["pictures"], "3.jpg", SearchOption.AllDirectories)[0];
        UnprivilegedPerson.Forbid(secret);
        var report = Report.Of(await person.Likeness("index", folder["pictures"], "--library", library, "--json"));
        Assert.Equal(Collection.Count - 1, report.Number("added"));
        Assert.Contains("cannot be read", Assert.Single(report.Skipped()).Value, StringComparison.Ordinal);

        UnprivilegedPerson.Allow(secret);
        Assert.Equal(1, Report.Of(await person.Likeness("index", folder["pictures"], "--library", library, "--json")).Number("added"));
        UnprivilegedPerson.Forbid(secret);
        var again = Report.Of(await person.Likeness("index", folder["pictures"], "--library", library, "--json"));
        Assert.Equal((0, 1), (again.Number("removed"), again.Skipped().Count));
    }

    private static void DrawBad(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "empty.jpg"), "");
        File.WriteAllText(Path.Combine(folder, "text.jpg"), "These are words.\n");
        Collection.Draw(Path.Combine(folder, "cut.jpg"), 5, width: 200, height: 200);
        var whole = File.ReadAllBytes(Path.Combine(folder, "cut.jpg"));
        File.WriteAllBytes(Path.Combine(folder, "cut.jpg"), whole[..(whole.Length / 2)]);
        File.WriteAllBytes(Path.Combine(folder, "claims.png"), PictureBytes.Png(width: 60_000, height: 60_000));
    }
}
