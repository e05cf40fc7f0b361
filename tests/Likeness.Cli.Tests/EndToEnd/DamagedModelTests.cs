namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>The model file is not what training wrote, or not the one that the library was indexed by.</summary>
public sealed class DamagedModelTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    public static TheoryData<string> Damages => ["cut in the header", "cut in the weights", "flipped in the header", "flipped in the weights", "empty", "another file"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_model_ends_every_command_with_code_4_and_harms_nothing(string damage)
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var model = Path.Combine(library, "model.safetensors");
        var whole = File.ReadAllBytes(model);
        File.WriteAllBytes(model, Damage(whole, damage));
        var query = Path.Combine(trained.Pictures, "coast", "2.jpg");
        foreach (var command in (string[][])[["search", query], ["index", trained.Pictures], ["evaluate"]])
        {
            var line = Complaint.Of(await ProgramRun.Likeness([.. command, "--library", library]), 4);
            Assert.Contains(model, line, StringComparison.Ordinal);
            Assert.Contains("train again", line, StringComparison.Ordinal);
        }

        File.WriteAllBytes(model, whole);
        Assert.Equal(10, Report.Of(await ProgramRun.Likeness("search", query, "--library", library, "--json")).Hits().Length);
    }

    [Fact]
    public async Task Weights_of_another_size_than_the_graph_are_refused()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var model = Path.Combine(library, "model.safetensors");
        // The header of one model before the weights of another.
        Report.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", folder["other"], .. TrainedLibrary.QuickBut("--codes", "3"), "--json"]));
        var (mine, other) = (File.ReadAllBytes(model), File.ReadAllBytes(folder["other/model.safetensors"]));
        File.WriteAllBytes(model, [.. mine[..DataStart(mine)], .. other[DataStart(other)..]]);
        Complaint.Of(await ProgramRun.Likeness("search", Path.Combine(trained.Pictures, "coast", "2.jpg"), "--library", library), 4);
    }

    [Fact]
    public async Task After_another_training_searches_go_on_and_where_the_former_model_is_gone_they_are_refused_until_it_is_indexed_again()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        var query = Path.Combine(trained.Pictures, "coast", "2.jpg");
        Report.Of(await ProgramRun.Likeness(["train", trained.Pictures, "--library", library, .. TrainedLibrary.QuickBut("--codes", "5"), "--json"]));
        Assert.Equal(10, Report.Of(await ProgramRun.Likeness("search", query, "--library", library, "--json")).Hits().Length);
        Directory.Delete(Path.Combine(library, "descriptors", "kept"), recursive: true);
        var line = Complaint.Of(await ProgramRun.Likeness("search", query, "--library", library), 4);
        Assert.Contains("Index the pictures again", line, StringComparison.Ordinal);
        var index = Report.Of(await ProgramRun.Likeness("index", trained.Pictures, "--library", library, "--json"));
        Assert.Equal((Collection.Count, Collection.Count), (index.Number("unchanged"), index.Number("described")));
        Assert.Equal(10, Report.Of(await ProgramRun.Likeness("search", query, "--library", library, "--json")).Hits().Length);
    }

    [Fact]
    public async Task A_damaged_catalog_ends_with_code_4_and_says_that_it_can_be_made_anew()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        File.WriteAllText(Path.Combine(library, "catalog.db"), "no catalog at all, but long enough that nobody takes it for an empty one");
        var query = Path.Combine(trained.Pictures, "coast", "2.jpg");
        foreach (var command in (string[][])[["search", query], ["index", trained.Pictures], ["info"]])
            Assert.Contains("index again", Complaint.Of(await ProgramRun.Likeness([.. command, "--library", library]), 4), StringComparison.Ordinal);
    }

    private static byte[] Damage(byte[] whole, string damage)
    {
        var changed = (byte[])whole.Clone();
        switch (damage)
        {
            case "cut in the header": return whole[..100];
            case "cut in the weights": return whole[..^1000];
            case "empty": return [];
            case "another file": return new byte[5000];
            case "flipped in the header":
                changed[Array.IndexOf(changed, (byte)'v', 200)] ^= 1;
                return changed;
            default:
                changed[DataStart(whole) + 40] ^= 1; // in the encoder, which all commands read
                return changed;
        }
    }

    private static int DataStart(byte[] model) => 8 + (int)BitConverter.ToInt64(model);
}
