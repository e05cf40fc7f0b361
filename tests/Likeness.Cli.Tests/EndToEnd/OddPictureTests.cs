namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Pictures, names and links that are unusual and none the less right.</summary>
public sealed class OddPictureTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    [Fact]
    public async Task Tiny_narrow_odd_and_animated_pictures_are_learned_from_indexed_and_found()
    {
        using var folder = new TemporaryFolder();
        Collection.Draw(folder["pictures"]);
        Collection.Draw(folder["pictures/one.png"], 1, width: 1, height: 1);
        Collection.Draw(folder["pictures/wide.png"], 2, width: 201, height: 3);
        Collection.Draw(folder["pictures/high.jpg"], 3, width: 7, height: 133);
        File.WriteAllBytes(folder["pictures/moving.gif"], PictureBytes.AnimatedGif());
        string[] library = ["--library", folder["library"], "--json"];
        Assert.Equal(Collection.Count + 4, Report.Of(await ProgramRun.Likeness(["train", folder["pictures"], .. library, .. TrainedLibrary.Quick])).Number("pictures"));
        var index = Report.Of(await ProgramRun.Likeness(["index", folder["pictures"], .. library]));
        Assert.Empty(index.Skipped());
        Assert.Equal(Collection.Count + 4, index.Number("added"));
        foreach (var name in (string[])["one.png", "wide.png", "high.jpg", "moving.gif"])
        {
            var hits = Report.Of(await ProgramRun.Likeness(["search", folder["pictures/" + name], "--include-self", .. library])).Hits();
            Assert.Equal(10, hits.Length);
            Assert.Equal(folder["pictures/" + name], hits[0]);
        }
    }

    [FactOnLinux]
    public async Task Names_with_blanks_newlines_emoji_and_bytes_that_are_no_text_are_found_and_printed_safely()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        Collection.Draw(folder["source.png"], 9);
        // Ends in an escape sequence that would clear the screen, and starts like an option.
        string[] names = ["with blank.png", "two\nlines.png", "🏖️.png", "-k.png", "clear\u001b[2J.png"];
        Directory.CreateDirectory(folder["pictures"]);
        for (var i = 0; i < names.Length; i++)
            Collection.Draw(folder["pictures/" + names[i]], (ulong)i, width: 30 + i);
        var copy = await ProgramRun.Start("bash", ["-c", "cp source.png pictures/$'caf\\xe9.png'"], folder.FullPath);
        Assert.Equal(0, copy.ExitCode);

        var index = await ProgramRun.Likeness("index", folder["pictures"], "--library", library, "--json");
        Assert.Empty(Report.Of(index).Skipped());
        Assert.Equal(6, Report.Of(index).Number("added"));

        var json = await ProgramRun.Likeness("search", folder["source.png"], "--library", library, "--json", "--include-self", "-k", "30");
        var hits = Report.Of(json).Hits();
        Assert.DoesNotContain('\u001b', json.Results);
        Assert.Equal(folder[@"pictures/caf\xE9.png"], hits[0]);
        foreach (var name in names)
            Assert.Contains(folder["pictures/" + name], hits);

        var words = await ProgramRun.Likeness("search", folder["source.png"], "--library", library, "--include-self", "-k", "30");
        Assert.Equal(0, words.ExitCode);
        Assert.DoesNotContain('\u001b', words.Results);
        Assert.Contains(@"two\x0Alines.png", words.Results, StringComparison.Ordinal);
        Assert.Equal(Collection.Count + 6 + 1, words.Results.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length); // and the montage

        // What was printed is a path that can be given back, and is the same picture.
        var printed = folder[@"pictures/clear\x1B[2J.png"];
        Assert.Contains(printed, words.Results, StringComparison.Ordinal);
        Assert.Equal(folder["pictures/clear\u001b[2J.png"], Report.Of(await ProgramRun.Likeness("search", printed, "--library", library, "--include-self", "--json")).Hits()[0]);
        Assert.Equal(1, Report.Of(await ProgramRun.Likeness("index", printed, "--library", library, "--json")).Number("unchanged"));
        foreach (var name in names)
            Assert.Equal(folder["pictures/" + name], Report.Of(await ProgramRun.Likeness("search", folder["pictures/" + name], "--library", library, "--include-self", "--json")).Hits()[0]);
    }

    [FactOnLinux]
    public async Task A_name_that_is_no_text_can_be_given_as_it_was_printed_or_as_the_shell_completes_it()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        Collection.Draw(folder["a.png"], 9);
        foreach (var script in (string[])["cp a.png $'caf\\xe9.png'", "cp a.png $'\\xff\\xfe.png'"])
            Assert.Equal(0, (await ProgramRun.Start("bash", ["-c", script], folder.FullPath)).ExitCode);
        var program = Path.Combine(AppContext.BaseDirectory, "Likeness.Cli.dll");
        var index = await ProgramRun.Start("bash", ["-c", "dotnet \"$0\" index $'caf\\xe9.png' $'\\xff\\xfe.png' --library library --json", program], folder.FullPath);
        Assert.Equal(2, Report.Of(index).Number("added"));
        var asCompleted = await ProgramRun.Start("bash", ["-c", "dotnet \"$0\" search $'caf\\xe9.png' --library library --json --include-self --copies", program], folder.FullPath);
        var asPrinted = await ProgramRun.Likeness("search", folder[@"caf\xE9.png"], "--library", library, "--json", "--include-self", "--copies");
        Assert.Equal([folder[@"\xFF\xFE.png"], folder[@"caf\xE9.png"]], Report.Of(asCompleted).Hits()[..2]);
        Assert.Equal(asCompleted.Results, asPrinted.Results);
    }

    [Fact]
    public async Task The_same_content_twice_is_described_once_and_found_under_both_names()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        Directory.CreateDirectory(folder["pictures"]);
        Collection.Draw(folder["pictures/a.png"], 9);
        File.Copy(folder["pictures/a.png"], folder["pictures/b.png"]);
        Collection.Draw(folder["other.png"], 10);
        var index = Report.Of(await ProgramRun.Likeness("index", folder["pictures"], "--library", library, "--json"));
        Assert.Equal((2, 1), (index.Number("added"), index.Number("described")));
        var hits = Report.Of(await ProgramRun.Likeness("search", folder["other.png"], "--library", library, "--json", "-k", "100", "--copies")).Hits();
        Assert.Equal(Collection.Count + 2, hits.Length);
        Assert.Contains(folder["pictures/a.png"], hits);
        Assert.Contains(folder["pictures/b.png"], hits);
        var others = Report.Of(await ProgramRun.Likeness("search", folder["pictures/a.png"], "--library", library, "--json", "-k", "100")).Hits();
        Assert.Equal(Collection.Count, others.Length);
    }

    [FactOnLinux]
    public async Task Links_are_followed_once_and_those_that_lead_nowhere_or_in_circles_stop_nothing()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        Collection.Draw(folder["pictures"]);
        Collection.Draw(folder["elsewhere.png"], 9);
        File.CreateSymbolicLink(folder["pictures/linked.png"], folder["elsewhere.png"]);
        File.CreateSymbolicLink(folder["pictures/dangling.jpg"], folder["gone.jpg"]);
        File.CreateSymbolicLink(folder["pictures/itself.jpg"], folder["pictures/itself.jpg"]);
        Directory.CreateSymbolicLink(folder["pictures/city/up"], folder["pictures"]);
        var report = Report.Of(await ProgramRun.Likeness("index", folder["pictures"], "--library", library, "--json"));
        Assert.Equal(Collection.Count + 1, report.Number("added"));
        Assert.Equal(["dangling.jpg", "itself.jpg"], report.Skipped().Keys.Order(StringComparer.Ordinal));
    }
}
