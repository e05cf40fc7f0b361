using Likeness.Testing.OnnxRuntime;

namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Descriptors by name: what each finds, what is made of its vectors, and how well all of them do.</summary>
public sealed class DescriptorTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    [Fact]
    public async Task Components_are_fitted_once_and_searches_use_them_without_being_told()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var query = Path.Combine(trained.Pictures, "coast", "2.jpg");
        var fitted = await ProgramRun.Likeness("index", trained.Pictures, "--library", library, "--descriptor", "codes", "--pca", "3", "--whitening", "0.25", "--normalise", "--json");
        Assert.Equal(0, Report.Of(fitted).Number("described"));
        Assert.Contains("codes: 3 principal components", fitted.Notes, StringComparison.Ordinal);
        var again = await ProgramRun.Likeness("index", trained.Pictures, "--library", library, "--json");
        Assert.Equal(Collection.Count, Report.Of(again).Number("unchanged"));
        Assert.DoesNotContain("principal", again.Notes, StringComparison.Ordinal);
        var hits = Report.Of(await ProgramRun.Likeness("search", query, "--library", library, "--include-self", "--json"));
        Assert.Equal(query, hits.Hits()[0]);
        Assert.InRange(hits.GetProperty("hits")[1].GetProperty("distance").GetDouble(), 0, 2); // no two of length 1 are farther apart
        var clusters = Report.Of(await ProgramRun.Likeness("cluster", "--library", library, "--clusters", "2", "--json"));
        Assert.Equal(2, clusters.Number("clusters"));
        var info = Report.Of(await ProgramRun.Likeness("info", "--library", library, "--json"));
        Assert.Equal(3, info.GetProperty("descriptors").EnumerateArray().Single(d => d.GetProperty("name").GetString() == "codes").Number("dimensions"));
    }

    [Fact]
    public async Task Retrieval_measures_every_descriptor_without_opening_a_picture_and_draws_the_worst_queries()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var report = Report.Of(await ProgramRun.Likeness("evaluate", "--retrieval", "--library", library, "--weight", "codes=1", "--weight", "colour=1", "--json"));
        var rankings = report.GetProperty("rankings").EnumerateArray().ToArray();
        Assert.Equal(["codes", "colour", "codes + colour"], rankings.Select(ranking => ranking.GetProperty("name").GetString()));
        Assert.Equal(("leave-one-out", Collection.Count, Collection.Kinds), (report.GetProperty("protocol").GetString(), report.Number("pictures"), report.Number("labels")));
        foreach (var ranking in rankings)
        {
            Assert.InRange(ranking.GetProperty("p10").GetDouble(), ranking.GetProperty("low").GetDouble(), ranking.GetProperty("high").GetDouble());
            Assert.Equal([0x89, .. "PNG"u8], File.ReadAllBytes(ranking.GetProperty("montage").GetString()!)[..4]);
        }

        // The same vectors, measured by the other command from the pictures themselves.
        var evaluated = Report.Of(await ProgramRun.Likeness("evaluate", trained.Pictures, "--library", library, "--json"));
        foreach (var score in (string[])["p1", "p10", "map"]) Assert.Equal(evaluated.GetProperty(score).GetDouble(), rankings[0].GetProperty(score).GetDouble(), 1e-3);
        var unseen = Report.Of(await ProgramRun.Likeness("evaluate", "--retrieval", "--library", library, "--descriptor", "codes", "--protocol", "unseen", "--json"));
        Assert.InRange(unseen.Number("pictures"), 1, Collection.Count - 1);
    }

    [Fact]
    public async Task A_descriptor_that_the_library_has_not_is_refused_with_what_to_do()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var query = Path.Combine(trained.Pictures, "coast", "2.jpg");
        Assert.Contains("--network", Complaint.Of(await ProgramRun.Likeness("search", query, "--library", library, "--descriptor", "onnx"), 3), StringComparison.Ordinal);
        Assert.Contains("triplet", Complaint.Of(await ProgramRun.Likeness("index", trained.Pictures, "--library", library, "--descriptor", "triplet"), 3), StringComparison.Ordinal);
        Assert.Contains("of 'triplet', only of codes, colour", Complaint.Of(await ProgramRun.Likeness("evaluate", "--retrieval", "--library", library, "--descriptor", "triplet"), 3), StringComparison.Ordinal);
        Assert.Contains("none.csv", Complaint.Of(await ProgramRun.Likeness("evaluate", "--retrieval", "--library", library, "--labels", folder["none.csv"]), 3), StringComparison.Ordinal);
        Assert.Contains("1 to 8", Complaint.Of(await ProgramRun.Likeness("index", trained.Pictures, "--library", library, "--descriptor", "codes", "--pca", "9"), 2), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(library, "descriptors")));
    }

    [Fact]
    public async Task A_network_that_cannot_be_used_leaves_no_folder_behind()
    {
        using var folder = new TemporaryFolder();
        var library = folder["new"];
        foreach (var (name, bytes) in ((string, byte[])[])[("text.onnx", [.. "this is no network"u8]), ("empty.onnx", [])])
        {
            var network = folder[name];
            File.WriteAllBytes(network, bytes);
            Assert.Contains(name, Complaint.Of(await ProgramRun.Likeness("index", trained.Pictures, "--library", library, "--descriptor", "onnx", "--network", network), 3), StringComparison.Ordinal);
        }

        Assert.Contains("none.onnx", Complaint.Of(await ProgramRun.Likeness("index", trained.Pictures, "--library", library, "--descriptor", "onnx", "--network", folder["none.onnx"]), 3), StringComparison.Ordinal);
        Assert.False(Directory.Exists(library));
    }

    [OnnxRuntimeFact]
    public async Task The_model_exported_and_run_as_a_pretrained_network_finds_what_the_codes_find_by_their_directions()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var network = Report.Of(await ProgramRun.Likeness("export", "onnx", "--library", library, "--json")).GetProperty("file").GetString()!;
        var preprocessing = folder["own.json"];
        File.WriteAllText(preprocessing, """{"crop": 16}""");
        string[] onnx = ["--descriptor", "onnx", "--network", network, "--preprocessing", preprocessing];
        Assert.Equal(Collection.Count, Report.Of(await ProgramRun.Likeness(["index", trained.Pictures, "--library", library, .. onnx, "--json"])).Number("described"));
        Report.Of(await ProgramRun.Likeness("index", trained.Pictures, "--library", library, "--descriptor", "codes", "--normalise", "--json"));
        foreach (var picture in (string[])["coast/2.jpg", "coast/3.jpg"])
        {
            var query = Path.Combine(trained.Pictures, picture);
            var codes = Report.Of(await ProgramRun.Likeness("search", query, "--library", library, "--json"));
            var found = Report.Of(await ProgramRun.Likeness("search", query, "--library", library, "--descriptor", "onnx", "--json"));
            Assert.Equal(codes.Hits(), found.Hits());
            Assert.Equal(
                codes.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("distance").GetDouble()).Sum(),
                found.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("distance").GetDouble()).Sum(), 1e-3);
        }

        // A library of a network alone needs no training; and another network is not mixed with it.
        var alone = folder["alone"];
        Report.Of(await ProgramRun.Likeness(["index", trained.Pictures, "--library", alone, .. onnx, "--json"]));
        Assert.Equal(10, Report.Of(await ProgramRun.Likeness("search", Path.Combine(trained.Pictures, "coast", "2.jpg"), "--library", alone, "--descriptor", "onnx", "--json")).Hits().Length);
        Report.Of(await ProgramRun.Likeness("export", "onnx", "--library", library, "--part", "autoencoder", "--output", network, "--json"));
        var changed = await ProgramRun.Likeness("search", Path.Combine(trained.Pictures, "coast", "2.jpg"), "--library", alone, "--descriptor", "onnx");
        Assert.Contains("is another one than", Complaint.Of(changed, 4), StringComparison.Ordinal);
    }
}
