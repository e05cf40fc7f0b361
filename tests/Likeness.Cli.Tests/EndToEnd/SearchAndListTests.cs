using System.Diagnostics;
using System.Text.Json;
using CsvHelper;

namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>A library that was indexed without a model is searched, listed and thinned out, by whole commands.</summary>
public sealed class SearchAndListTests(ColorLibrary library) : IClassFixture<ColorLibrary>
{
    private string Coast => Path.Combine(library.Pictures, "coast", "2.jpg");

    private string City => Path.Combine(library.Pictures, "city", "3.jpg");

    [FactOnLinux]
    public async Task An_index_without_a_model_is_searched_by_colors()
    {
        var report = Report.Of(await library.Ask("search", Coast, "--json", "--no-drawing", "--threads", "1"));
        Assert.Equal("colour", report.GetProperty("descriptor").GetString());
        Assert.Equal(10, report.Hits().Length);
        Assert.Equal(JsonValueKind.Null, report.GetProperty("montage").ValueKind);
        Assert.Equal(report.Hits(), Report.Of(await library.Ask("search", Coast, "--json", "--weight", "colour=7", "--threads", "2")).Hits());
        Assert.Equal(report.Hits(), Report.Of(await library.Ask("search", Coast, "--json", "--descriptor", "colour")).Hits());
        Assert.Contains("There is no model", Complaint.Of(await library.Ask("search", Coast, "--weight", "codes=1"), 3), StringComparison.Ordinal);
    }

    [FactOnLinux]
    public async Task What_evaluate_cannot_weigh_is_refused_and_vectors_are_measured_alone_and_together()
    {
        var refused = await library.Ask("evaluate", library.Pictures, "--weight", "triplet=1");
        Assert.Contains("'triplet' cannot be measured together with the model, only codes and colour", Complaint.Of(refused, 2), StringComparison.Ordinal);
        foreach (var weights in (string[][])[[], ["--weight", "colour=2"]])
        {
            var measured = Report.Of(await library.Ask(["evaluate", "--retrieval", "--no-drawing", "--threads", "1", "--json", .. weights]));
            var ranking = Assert.Single(measured.GetProperty("rankings").EnumerateArray());
            Assert.Equal("colour", ranking.GetProperty("name").GetString());
            Assert.Equal(JsonValueKind.Null, ranking.GetProperty("montage").ValueKind);
        }
    }

    [FactOnLinux]
    public async Task Several_queries_are_answered_as_each_alone_and_a_bad_one_is_named()
    {
        var bad = Path.Combine(library.Pictures, "awkward", "no picture,\n.jpg");
        var run = await library.Ask("search", Coast, bad, City, "--json");
        Assert.Contains("no picture,\\x0A.jpg' cannot be used", Complaint.Line(run, 3), StringComparison.Ordinal);
        var report = Report.Json(run);
        var searches = report.GetProperty("searches").EnumerateArray().ToArray();
        Assert.Equal([Coast, City], searches.Select(search => search.GetProperty("query").GetString()!));
        Assert.Equal(bad, Assert.Single(report.GetProperty("refused").EnumerateArray()).GetProperty("query").GetString());
        Assert.Equal(2, searches.Select(search => search.GetProperty("montage").GetString()).Where(File.Exists).Distinct().Count());
        foreach (var (query, search) in ((string[])[Coast, City]).Zip(searches))
            Assert.Equal(Report.Of(await library.Ask("search", query, "--json", "--no-drawing")).Hits(), search.Hits());
    }

    [FactOnLinux]
    public async Task One_of_several_queries_may_come_through_standard_input()
    {
        var run = await Shell($"cat '{Coast}' | $L search '{City}' - --json --no-drawing --library '{library.Folder}'");
        var searches = Report.Of(run).GetProperty("searches").EnumerateArray().ToArray();
        Assert.Equal([City, "-"], searches.Select(search => search.GetProperty("query").GetString()!));
        Assert.Equal(Report.Of(await library.Ask("search", Coast, "--json", "--no-drawing")).Hits(), searches[1].Hits());
        var liked = await Shell($"cat '{Coast}' | $L search --like - --unlike '{City}' --json --library '{library.Folder}'");
        Assert.True(File.Exists(Report.Of(liked).GetProperty("montage").GetString()));
    }

    [FactOnLinux]
    public async Task Liked_and_unliked_pictures_move_the_query()
    {
        var alone = Distances(Report.Of(await library.Ask("search", Coast, "-k", "100", "--json", "--no-drawing")));
        var both = Report.Of(await library.Ask("search", Coast, "--like", City, "-k", "100", "--json"));
        Assert.Equal($"{Coast}, {City}", both.GetProperty("query").GetString());
        Assert.EndsWith("search-2.png", both.GetProperty("montage").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(City, both.Hits());
        var without = Distances(Report.Of(await library.Ask("search", Coast, "--unlike", City, "-k", "100", "--json", "--no-drawing")));
        var cities = without.Keys.Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(City)).ToList();
        Assert.NotEmpty(cities);
        Assert.True(cities.Average(path => without[path]) > cities.Average(path => alone[path]));
    }

    [FactOnLinux]
    public async Task Labels_folders_and_distances_limit_what_is_found()
    {
        var all = Report.Of(await library.Ask("search", Coast, "-k", "100", "--json", "--no-drawing"));
        var labeled = Report.Of(await library.Ask("search", Coast, "-k", "100", "--label", "city", "--json", "--no-drawing"));
        Assert.Equal(all.Hits().Where(path => path.Contains("/city/", StringComparison.Ordinal)), labeled.Hits());
        var below = Report.Of(await library.Ask("search", Coast, "-k", "100", "--below", Path.Combine(library.Pictures, "awkward"), "--json", "--no-drawing"));
        Assert.Equal(ColorLibrary.AwkwardNames.Select(library.Awkward).Order(StringComparer.Ordinal), below.Hits().Order(StringComparer.Ordinal));
        var third = all.GetProperty("hits")[2].GetProperty("distance").GetRawText();
        var near = Report.Of(await library.Ask("search", Coast, "-k", "100", "--max-distance", third, "--json", "--no-drawing"));
        Assert.Equal(all.Hits().Take(3), near.Hits());
        var none = await library.Ask("search", Coast, "--label", "nowhere", "--no-drawing");
        Assert.Equal("no hits: no other picture in a folder called nowhere\n", none.Results);
    }

    [FactOnLinux]
    public async Task Comma_separated_values_hold_every_name_as_it_is()
    {
        string[] expected = [.. ColorLibrary.AwkwardNames.Select(library.Awkward).Order(StringComparer.Ordinal)];
        var found = await library.Ask("search", Coast, City, "--label", "awkward", "--csv", "--no-drawing");
        Assert.Equal(0, found.ExitCode);
        var records = Read(found.Results).ToList();
        Assert.Equal(["rank", "distance", "label", "path", "copies", "query"], records[0]);
        Assert.Equal([.. expected, .. expected], records.Skip(1).OrderBy(record => record[5] == City).ThenBy(record => record[3], StringComparer.Ordinal).Select(record => record[3]));
        var listed = await library.Ask("list", "--label", "awkward", "--csv");
        Assert.Equal(expected, Read(listed.Results).Skip(1).Select(record => record[0]).Order(StringComparer.Ordinal));
    }

    [FactOnLinux]
    public async Task Paths_with_zeros_go_through_xargs_also_where_names_hold_lines_or_bytes_that_are_no_text()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["p"]);
        Collection.Draw(folder["p/two\nlines.png"], 1);
        Collection.Draw(folder["p/back\\xE9slash.png"], 2);
        Collection.Draw(folder["source.png"], 3);
        Assert.Equal(0, (await ProgramRun.Start("bash", ["-c", "mv source.png p/$'caf\\xe9.png'"], folder.FullPath)).ExitCode);
        Report.Of(await ProgramRun.Likeness("index", folder["p"], "--library", folder["library"], "--json"));
        foreach (var command in (string[])["list", "search 'p/two\nlines.png' --include-self --no-drawing"])
        {
            // stat fails where there is no such file.
            var run = await Shell($"cd '{folder.FullPath}' && $L {command} -0 --library library | xargs -0 stat -c %s | wc -l");
            Assert.Equal(("3", ""), (run.Results.Trim(), run.Notes));
        }
    }

    [FactOnLinux]
    public async Task The_list_has_every_picture_once_and_apart_from_them_what_was_rejected()
    {
        var listed = Report.Of(await library.Ask("list", "--json")).GetProperty("pictures").EnumerateArray().ToList();
        Assert.Equal(
            Directory.EnumerateFiles(library.Pictures, "*.jpg", SearchOption.AllDirectories)
                .Where(path => !path.Contains("no picture", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            listed.Select(picture => picture.GetProperty("path").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(ColorLibrary.Count, listed.Count);
        Assert.All(listed, picture => Assert.Equal(
            Path.GetFileName(Path.GetDirectoryName(picture.GetProperty("path").GetString())), picture.GetProperty("label").GetString()));
        var rejected = Assert.Single(Report.Of(await library.Ask("list", "--rejected", "--json")).GetProperty("rejected").EnumerateArray());
        Assert.EndsWith("no picture,\n.jpg", rejected.GetProperty("path").GetString(), StringComparison.Ordinal);
        var words = await library.Ask("list", "--below", Path.Combine(library.Pictures, "city"));
        Assert.Equal(Collection.PerKind, words.Results.Split("  [city]\n").Length - 1);
        Assert.Contains("no library", Complaint.Of(await ProgramRun.Likeness("list", "--library", library.Pictures), 3), StringComparison.Ordinal);
    }

    [FactOnLinux]
    public async Task Single_pictures_are_removed_their_files_stay_and_indexing_brings_them_back()
    {
        using var folder = new TemporaryFolder();
        Collection.Draw(folder["p"]);
        string[] at = ["--library", folder["library"], "--json"];
        Report.Of(await ProgramRun.Likeness(["index", folder["p"], .. at]));
        var one = Report.Of(await ProgramRun.Likeness(["remove", folder["p/city/0.jpg"], .. at]));
        Assert.Equal((1, folder["p/city/0.jpg"]), (one.Number("pictures"), one.GetProperty("path").GetString()));
        File.Delete(folder["p/coast/1.jpg"]);
        var run = await ProgramRun.Likeness(["remove", folder["p/city/1.jpg"], folder["p/city/0.jpg"], folder["p/coast/1.jpg"], .. at]);
        Assert.Contains("city/0.jpg", Complaint.Line(run, 3), StringComparison.Ordinal);
        Assert.Equal(2, Report.Json(run).GetProperty("forgotten").GetArrayLength());
        Assert.Equal(Collection.Count - 3, Report.Of(await ProgramRun.Likeness(["list", .. at])).GetProperty("pictures").GetArrayLength());
        Assert.True(File.Exists(folder["p/city/0.jpg"]));
        Assert.Equal(2, Report.Of(await ProgramRun.Likeness(["index", folder["p"], .. at])).Number("added"));
    }

    [FactOnLinux]
    public async Task The_drawing_is_given_to_the_viewer_and_where_there_is_none_a_line_says_so()
    {
        using var folder = new TemporaryFolder();
        // A viewer of the test's own stands where the system's would be: nothing is shown.
        Directory.CreateDirectory(folder["bin"]);
        File.WriteAllText(folder["bin/xdg-open"], "#!/bin/sh\nprintf %s \"$1\" > \"$SHOWN.part\"\nmv \"$SHOWN.part\" \"$SHOWN\"\necho chatter\n");
        using (var executable = Process.Start("chmod", ["+x", folder["bin/xdg-open"]])) await executable.WaitForExitAsync();
        var path = Environment.GetEnvironmentVariable("PATH");
        string[] search = [Path.Combine(AppContext.BaseDirectory, "Likeness.Cli.dll"), "search", Coast, "--open", "--json", "--library", library.Folder];
        var screen = new Dictionary<string, string?> { ["PATH"] = $"{folder["bin"]}:{path}", ["DISPLAY"] = ":0", ["SHOWN"] = folder["shown"] };
        var report = Report.Of(await ProgramRun.Start("dotnet", search, environment: screen));
        while (!File.Exists(folder["shown"])) await Task.Delay(5); // it runs on its own
        Assert.Equal(report.GetProperty("montage").GetString(), File.ReadAllText(folder["shown"]));
        var dark = new Dictionary<string, string?>(screen) { ["DISPLAY"] = null, ["WAYLAND_DISPLAY"] = null };
        var run = await ProgramRun.Start("dotnet", search, environment: dark);
        Assert.Contains("the drawing cannot be opened here: there is no graphical display", run.Notes, StringComparison.Ordinal);
        Assert.True(File.Exists(Report.Of(run).GetProperty("montage").GetString()));
    }

    private static Dictionary<string, double> Distances(JsonElement report) => report.GetProperty("hits").EnumerateArray()
        .ToDictionary(hit => hit.GetProperty("path").GetString()!, hit => hit.GetProperty("distance").GetDouble(), StringComparer.Ordinal);

    private static IEnumerable<string[]> Read(string csv)
    {
        using var reader = CsvReader.FromText(csv, new CsvReaderOptions { HasHeader = false });
        while (reader.Read()) yield return [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetString(i))];
    }

    private static Task<ProgramRun> Shell(string command) => ProgramRun.Start(
        "sh", ["-c", command.Replace("$L", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "Likeness.Cli.dll")}'", StringComparison.Ordinal)]);
}
