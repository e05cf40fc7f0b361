namespace Likeness.Cli.Tests.EndToEnd;

public sealed class SearchAndEvaluateTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    [Fact]
    public async Task The_query_itself_is_left_out_unless_asked_for()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var query = Path.Combine(trained.Pictures, "coast", "2.jpg");
        var without = Report.Of(await ProgramRun.Likeness("search", query, "--library", library, "-k", "5", "--json"));
        var with = Report.Of(await ProgramRun.Likeness("search", query, "--library", library, "-k", "5", "--include-self", "--json"));
        Assert.DoesNotContain(query, without.Hits());
        Assert.Equal(query, with.Hits()[0]);
        Assert.Equal(with.Hits()[1..], without.Hits()[..4]);
        var distances = without.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("distance").GetSingle()).ToArray();
        Assert.Equal(distances.Order(), distances);
        Assert.Equal(Enumerable.Range(1, 5), without.GetProperty("hits").EnumerateArray().Select(hit => hit.Number("rank")));
        Assert.Equal(["city", "coast", "desert"], Report.Of(await ProgramRun.Likeness("search", query, "--library", library, "-k", "100", "--json"))
            .GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("label").GetString()!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_copy_of_a_picture_elsewhere_is_recognised_by_its_content_and_its_drawing_stands_in_the_library()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var name = new string('ä', 100) + ".jpg";
        File.Copy(Path.Combine(trained.Pictures, "coast", "2.jpg"), folder[name]);
        var report = Report.Of(await ProgramRun.Likeness("search", folder[name], "--library", library, "-k", "100", "--json"));
        Assert.Equal(Collection.Count - 1, report.Hits().Length);
        var montage = report.GetProperty("montage").GetString()!;
        Assert.StartsWith(Path.Combine(library, "reports"), montage, StringComparison.Ordinal);
        Assert.Equal([0x89, .. "PNG"u8], File.ReadAllBytes(montage)[..4]);
    }

    [Fact]
    public async Task Evaluate_takes_the_pictures_that_training_held_back()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var heldBack = Report.Of(await ProgramRun.Likeness("evaluate", "--library", library, "--json"));
        Assert.Equal((int)Math.Round(Collection.Count * 0.25, MidpointRounding.AwayFromZero), heldBack.Number("pictures"));
        var all = Report.Of(await ProgramRun.Likeness("evaluate", trained.Pictures, "--library", library, "--json"));
        Assert.Equal(Collection.Count, all.Number("pictures"));
        Assert.InRange(all.GetProperty("reconstructionError").GetDouble(), 1e-6, 0.5);
        foreach (var score in (string[])["p1", "p10", "map"])
            Assert.InRange(all.GetProperty(score).GetDouble(), 0, 1);
        Assert.True(File.Exists(all.GetProperty("montage").GetString()));
    }

    [Fact]
    public async Task Pictures_in_one_folder_have_no_labels_and_no_scores_by_them()
    {
        using var folder = new TemporaryFolder();
        var report = Report.Of(await ProgramRun.Likeness("evaluate", Path.Combine(trained.Pictures, "coast"), "--library", trained.CopyTo(folder["library"]), "--json"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, report.GetProperty("p1").ValueKind);
    }

    [Fact]
    public async Task When_the_pictures_held_back_are_gone_evaluate_says_to_name_some()
    {
        using var folder = new TemporaryFolder();
        Collection.Draw(folder["pictures"]);
        Report.Of(await ProgramRun.Likeness(["train", folder["pictures"], "--library", folder["library"], .. TrainedLibrary.Quick, "--json"]));
        Directory.Delete(folder["pictures"], recursive: true);
        Directory.CreateDirectory(folder["pictures"]);
        Collection.Draw(folder["pictures/a.png"], 70);
        Assert.Contains("Name the pictures", Complaint.Of(await ProgramRun.Likeness("evaluate", "--library", folder["library"]), 3), StringComparison.Ordinal);
    }
}
