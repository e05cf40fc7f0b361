namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>What is named on the command line is not there, or holds nothing to work on.</summary>
public sealed class WrongFolderTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    public static TheoryData<string> Commands => ["train", "index", "evaluate"];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_folder_that_is_not_there_ends_with_code_3(string command)
    {
        using var folder = new TemporaryFolder();
        var line = Complaint.Of(await ProgramRun.Likeness(command, folder["nowhere"], "--library", trained.CopyTo(folder["library"])), 3);
        Assert.Contains(folder["nowhere"], line, StringComparison.Ordinal);
        Assert.Contains("expected a folder of pictures", line, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_folder_without_pictures_ends_with_code_3_and_says_what_was_looked_for(string command)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["pictures/empty"]);
        File.WriteAllText(folder["pictures/notes.txt"], "no picture");
        var line = Complaint.Of(await ProgramRun.Likeness(command, folder["pictures"], "--library", trained.CopyTo(folder["library"])), 3);
        Assert.Contains("no pictures in", line, StringComparison.Ordinal);
        Assert.Contains(".jpg", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_went_does_not_empty_the_library()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        Collection.Draw(folder["pictures"]);
        Report.Of(await ProgramRun.Likeness("index", folder["pictures"], "--library", library, "--json"));
        Directory.Delete(folder["pictures"], recursive: true);
        Complaint.Of(await ProgramRun.Likeness("index", folder["pictures"], "--library", library), 3);
        Assert.Equal(2 * Collection.Count, Report.Of(await ProgramRun.Likeness("info", "--library", library, "--json")).Number("pictures"));
    }

    [Fact]
    public async Task Without_a_library_every_command_that_needs_one_says_how_to_make_it()
    {
        using var folder = new TemporaryFolder();
        foreach (var command in (string[][])[["search", trained.Pictures], ["evaluate"], ["cluster"], ["info"]])
            Assert.Contains("Train a model first", Complaint.Of(await ProgramRun.Likeness([.. command, "--library", folder["none"]]), 3), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_model_pictures_are_indexed_by_their_colours_and_found_by_these()
    {
        using var folder = new TemporaryFolder();
        var library = folder["library"];
        Assert.Equal(
            Collection.Count,
            Report.Of(await ProgramRun.Likeness("index", trained.Pictures, "--library", library, "--json")).Number("described"));
        var info = Report.Of(await ProgramRun.Likeness("info", "--library", library, "--json"));
        Assert.Equal("colour", Assert.Single(info.GetProperty("descriptors").EnumerateArray()).GetProperty("name").GetString());
        var query = Path.Combine(trained.Pictures, "coast", "2.jpg");
        string[] search = ["search", query, "--library", library, "--descriptor", "colour", "--include-self", "--json"];
        Assert.Equal(query, Report.Of(await ProgramRun.Likeness(search)).Hits()[0]);
        var line = Complaint.Of(await ProgramRun.Likeness("search", query, "--library", library, "--descriptor", "codes"), 3);
        Assert.Contains("no model at", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_index_that_fails_leaves_no_library()
    {
        using var folder = new TemporaryFolder();
        Complaint.Of(await ProgramRun.Likeness("index", folder["nowhere"], "--library", folder["library"]), 3);
        Assert.False(Directory.Exists(folder["library"]));
    }

    [Fact]
    public async Task A_library_that_cannot_be_made_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "in the way");
        var line = Complaint.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", folder["file"], .. TrainedLibrary.Quick]), 3);
        Assert.Contains(folder["file"], line, StringComparison.Ordinal);
        Assert.Equal("in the way", File.ReadAllText(folder["file"]));
    }

    [FactOnLinux]
    public async Task A_folder_that_may_not_be_read_ends_with_code_3()
    {
        using var folder = new TemporaryFolder();
        using var person = new UnprivilegedPerson(folder.FullPath);
        Collection.Draw(folder["pictures"]);
        trained.CopyTo(folder["library"]);
        UnprivilegedPerson.Forbid(folder["pictures"]);
        var line = Complaint.Of(await person.Likeness("index", folder["pictures"], "--library", folder["library"]), 3);
        Assert.Contains(folder["pictures"], line, StringComparison.Ordinal);
        UnprivilegedPerson.Allow(folder["pictures"]);
    }
}
