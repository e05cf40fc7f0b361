using Likeness.Imaging.Decoding;
using Likeness.Testing.Catalogs;

namespace Likeness.Cli.Tests.EndToEnd;

public sealed class GreyAndColourTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    [Fact]
    public async Task Colour_alone_both_and_codes_alone_are_three_rankings_and_say_what_decided()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var query = Path.Combine(trained.Pictures, "coast", "2.jpg");
        var codes = Report.Of(await ProgramRun.Likeness("search", query, "--library", library, "--json"));
        var both = Report.Of(await ProgramRun.Likeness("search", query, "--library", library, "--weight", "codes=0.75", "--weight", "colour=0.25", "--json"));
        var colour = Report.Of(await ProgramRun.Likeness("search", query, "--library", library, "--weight", "colour=1", "--json"));

        Assert.Equal(("codes", "codes, colour", "colour"), (Descriptor(codes), Descriptor(both), Descriptor(colour)));
        Assert.NotEqual(codes.Hits(), colour.Hits());
        Assert.Equal([0.75, 0.25], both.GetProperty("weights").EnumerateArray().Select(part => part.GetProperty("weight").GetDouble()));
        foreach (var hit in both.GetProperty("hits").EnumerateArray())
        {
            var sum = both.GetProperty("weights").EnumerateArray().Zip(hit.GetProperty("why").EnumerateArray(), (part, why) =>
                part.GetProperty("weight").GetDouble() * why.GetProperty("distance").GetDouble() / part.GetProperty("scale").GetDouble()).Sum();
            Assert.Equal(sum, hit.GetProperty("distance").GetDouble(), 1e-5);
        }

        var words = await ProgramRun.Likeness("search", query, "--library", library, "--weight", "codes=0.75", "--weight", "colour=0.25", "-k", "1");
        Assert.Matches(@"\(codes \d+\.\d{4}, colour \d+\.\d{4}\)", words.Results);

        static string Descriptor(System.Text.Json.JsonElement report) => report.GetProperty("descriptor").GetString()!;
    }

    [Fact]
    public async Task Evaluate_measures_the_ranking_that_search_would_use()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var codes = Report.Of(await ProgramRun.Likeness("evaluate", trained.Pictures, "--library", library, "--json"));
        var colour = Report.Of(await ProgramRun.Likeness("evaluate", trained.Pictures, "--library", library, "--weight", "colour=1", "--json"));
        Assert.Equal(codes.GetProperty("reconstructionError").GetDouble(), colour.GetProperty("reconstructionError").GetDouble());
        Assert.Equal("colour", Assert.Single(colour.GetProperty("weights").EnumerateArray()).GetProperty("descriptor").GetString());

        // P@1 by hand: how often the first hit lies in the query's own folder.
        await using var opened = ImageLibrary.Open(library);
        var request = new SearchRequest { Descriptors = [new("colour")] };
        var right = 0;
        foreach (var picture in Directory.EnumerateFiles(trained.Pictures, "*.jpg", SearchOption.AllDirectories))
        {
            if (Path.GetDirectoryName((await opened.SearchAsync(picture, request)).Hits[0].Path) == Path.GetDirectoryName(picture)) right++;
        }

        Assert.Equal((double)right / Collection.Count, colour.GetProperty("p1").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task A_library_from_before_there_were_colours_gets_them_with_the_next_index()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        await using (var opened = Catalog.Sqlite.SqliteCatalog.Open(Path.Combine(library, "catalog.db")))
        {
            // As the versions before left it: codes only.
            var codes = (await opened.DescriptorsAsync()).Single(descriptor => descriptor.Name == "codes");
            Assert.Equal(2, (await opened.DescriptorsAsync()).Count);
            Assert.Equal(Collection.Count, (await opened.DescribedAsync("colour")).Count);
            await opened.UseAsync(codes with { Name = "colour", Fingerprint = "older" });
            Assert.Empty(await opened.DescribedAsync("colour"));
        }

        var query = Path.Combine(trained.Pictures, "coast", "2.jpg");
        Assert.Contains("Index", Complaint.Of(await ProgramRun.Likeness("search", query, "--library", library, "--weight", "codes=1", "--weight", "colour=1"), 4), StringComparison.Ordinal);
        Assert.Equal(Collection.Count, Report.Of(await ProgramRun.Likeness("index", trained.Pictures, "--library", library, "--json")).Number("described"));
        Assert.Equal(10, Report.Of(await ProgramRun.Likeness("search", query, "--library", library, "--weight", "codes=1", "--weight", "colour=1", "--json")).Hits().Length);
    }

    [Fact]
    public async Task Grey_models_are_trained_indexed_searched_and_measured_and_colour_decides_nothing()
    {
        using var folder = new TemporaryFolder();
        Report.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", folder["grey"], .. TrainedLibrary.Quick, "--grey", "--json"]));
        Report.Of(await ProgramRun.Likeness("index", trained.Pictures, "--library", folder["grey"], "--json"));
        var query = Path.Combine(trained.Pictures, "coast", "2.jpg");

        // The same picture without its colours is the same to a grey model, up to the rounding of its greys.
        Imaging.Drawing.PictureWriter.WritePng(folder["without-colours.png"], WithoutColours(query));
        var distances = Report.Of(await ProgramRun.Likeness("search", folder["without-colours.png"], "--library", folder["grey"], "-k", "100", "--json")).GetProperty("hits").EnumerateArray()
            .Select(hit => (Path: hit.GetProperty("path").GetString(), Distance: hit.GetProperty("distance").GetDouble())).ToArray();
        Assert.Equal(query, distances[0].Path);
        Assert.InRange(distances[0].Distance, 0, 0.1 * distances[^1].Distance);

        var report = Report.Of(await ProgramRun.Likeness("evaluate", trained.Pictures, "--library", folder["grey"], "--json"));
        using var reader = new PictureReader();
        var montage = reader.ReadWhole(report.GetProperty("montage").GetString()!);
        Assert.All(montage.Rgb.Chunk(3), pixel => Assert.InRange(pixel.Max() - pixel.Min(), 0, 24)); // captions are nearly grey
    }

    private static Imaging.Pixels WithoutColours(string path)
    {
        using var reader = new PictureReader();
        var picture = reader.ReadWhole(path);
        var grey = new byte[picture.Rgb.Length / 3];
        Imaging.Grey.Luma.Of(picture.Rgb, grey);
        return new Imaging.Pixels(picture.Height, picture.Width, [.. grey.SelectMany(value => Enumerable.Repeat(value, 3))]);
    }
}
