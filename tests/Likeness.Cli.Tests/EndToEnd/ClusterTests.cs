using System.Text.Json;

namespace Likeness.Cli.Tests.EndToEnd;

public sealed class ClusterTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    private string Query => Path.Combine(trained.Pictures, "coast", "2.jpg");

    [Fact]
    public async Task The_number_is_chosen_stored_and_searched_by()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var report = Report.Of(await ProgramRun.Likeness("cluster", "--most", "6", "--each", "--library", library, "--json"));
        var clusters = report.Number("clusters");
        Assert.InRange(clusters, 2, 6);
        Assert.Equal([2, 3, 4, 5, 6], report.GetProperty("candidates").EnumerateArray().Select(candidate => candidate.Number("k")));
        var sizes = report.GetProperty("sizes").EnumerateArray().Select(size => size.GetInt32()).ToArray();
        Assert.Equal((clusters, Collection.Count), (sizes.Length, sizes.Sum()));
        var recalls = report.GetProperty("recall").EnumerateArray().Select(recall => recall.GetProperty("recallAt10").GetDouble()).ToArray();
        Assert.Equal(recalls.Order(), recalls);
        foreach (var drawing in report.GetProperty("montages").EnumerateArray().Append(report.GetProperty("elbow")))
            Assert.Equal([0x89, .. "PNG"u8], File.ReadAllBytes(drawing.GetString()!)[..4]);
        Assert.True(File.Exists(Path.Combine(library, "reports", "elbow.svg")));

        var all = Report.Of(await ProgramRun.Likeness("search", Query, "--library", library, "-k", "100", "--json")).Hits();
        var one = Report.Of(await ProgramRun.Likeness("search", Query, "--library", library, "-k", "100", "--clusters", "1", "--json")).Hits();
        var every = Report.Of(await ProgramRun.Likeness("search", Query, "--library", library, "-k", "100", "--clusters", $"{clusters}", "--json")).Hits();
        Assert.Contains(one.Length + 1, sizes);
        Assert.Equal(all.Where(one.Contains), one);
        Assert.Equal(all, every);
        var line = Complaint.Of(await ProgramRun.Likeness("search", Query, "--library", library, "--clusters", $"{clusters + 1}"), 2);
        Assert.Contains($"clusters is {clusters + 1}", line, StringComparison.Ordinal);
        Assert.Contains($"1 to {clusters}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_number_has_no_elbow_and_the_same_seed_gives_the_same_clusters()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var first = Report.Of(await ProgramRun.Likeness("cluster", "--clusters", "3", "--library", library, "--json"));
        var second = Report.Of(await ProgramRun.Likeness("cluster", "--clusters", "3", "--threads", "1", "--library", library, "--json"));
        Assert.Equal((3, "given", JsonValueKind.Null), (first.Number("clusters"), first.GetProperty("chosen").GetString(), first.GetProperty("elbow").ValueKind));
        foreach (var same in (string[])["inertia", "silhouette", "sizes", "recall"])
            Assert.Equal(first.GetProperty(same).GetRawText(), second.GetProperty(same).GetRawText());
    }

    [Fact]
    public async Task Without_clusters_a_search_in_them_says_what_to_do_and_they_stay_until_the_index_after_another_training()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        string[] inClusters = ["search", Query, "--library", library, "--clusters", "1"];
        Assert.Contains("likeness cluster", Complaint.Of(await ProgramRun.Likeness(inClusters), 3), StringComparison.Ordinal);
        Report.Of(await ProgramRun.Likeness("cluster", "--clusters", "3", "--library", library, "--json"));
        var before = Report.Of(await ProgramRun.Likeness([.. inClusters, "--json"])).Hits();
        Report.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", library, "--json", "--seed", "5", .. TrainedLibrary.Quick]));
        // The vectors and their clusters are those of the model before, which answers until all are made anew.
        Assert.Equal(before, Report.Of(await ProgramRun.Likeness([.. inClusters, "--json"])).Hits());
        Assert.Equal(
            4, Report.Of(await ProgramRun.Likeness("cluster", "--clusters", "4", "--library", library, "--json")).Number("clusters"));
        Report.Of(await ProgramRun.Likeness("index", trained.Pictures, "--library", library, "--json"));
        Assert.Contains("likeness cluster", Complaint.Of(await ProgramRun.Likeness(inClusters), 3), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_divided_is_told()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var line = Complaint.Of(await ProgramRun.Likeness("cluster", "--clusters", "500", "--library", library), 2);
        Assert.Contains("clusters is 500", line, StringComparison.Ordinal);
        Assert.Contains($"2 to {Collection.Count}", line, StringComparison.Ordinal);
        Assert.Contains("no library", Complaint.Of(await ProgramRun.Likeness("cluster", "--library", folder["nowhere"]), 3), StringComparison.Ordinal);
        Directory.CreateDirectory(folder["two"]);
        Collection.Draw(folder["two/a.png"], 1);
        Collection.Draw(folder["two/b.png"], 2);
        File.Delete(Path.Combine(library, "catalog.db"));
        Assert.Contains("holds no pictures yet", Complaint.Of(await ProgramRun.Likeness("cluster", "--library", library), 3), StringComparison.Ordinal);
        Report.Of(await ProgramRun.Likeness("index", folder["two"], "--library", library, "--json"));
        Assert.Contains("at least 3", Complaint.Of(await ProgramRun.Likeness("cluster", "--library", library), 3), StringComparison.Ordinal);
    }
}
