namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>A library follows its folder, and does no work twice.</summary>
public sealed class IndexAgainTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    [Fact]
    public async Task A_second_run_reads_no_picture()
    {
        using var folder = new TemporaryFolder();
        var (library, pictures) = (trained.CopyTo(folder["library"]), folder["pictures"]);
        Collection.Draw(pictures);
        Report.Of(await ProgramRun.Likeness("index", pictures, "--library", library, "--json"));
        // Once more for what was drawn in the same instant as the first run began: of that, only reading can tell that it has not changed since.
        Report.Of(await ProgramRun.Likeness("index", pictures, "--library", library, "--json"));

        var report = Report.Of(await ProgramRun.Likeness("index", pictures, "--library", library, "--json"));
        Assert.Equal(Collection.Count, report.Number("unchanged"));
        Assert.Empty(report.Skipped());
        Assert.Equal([0, 0, 0, 0, 0, 0], ((string[])["added", "updated", "moved", "removed", "described", "read"]).Select(name => report.Number(name)));
    }

    [FactOnLinux]
    public async Task Another_picture_of_the_same_size_and_time_is_noticed()
    {
        using var folder = new TemporaryFolder();
        var (library, picture, other) = (trained.CopyTo(folder["library"]), folder["pictures/a.jpg"], folder["b.jpg"]);
        Directory.CreateDirectory(folder["pictures"]);
        Collection.Draw(picture, 1);
        Collection.Draw(other, 2);
        // Bytes behind the end of a JPEG are no part of the picture.
        var size = Math.Max(new FileInfo(picture).Length, new FileInfo(other).Length);
        foreach (var file in (string[])[picture, other])
            File.WriteAllBytes(file, [.. File.ReadAllBytes(file), .. new byte[size - new FileInfo(file).Length]]);
        var time = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(picture, time);
        Report.Of(await ProgramRun.Likeness("index", folder["pictures"], "--library", library, "--json"));

        File.Copy(other, picture, overwrite: true);
        File.SetLastWriteTimeUtc(picture, time);
        Assert.Equal(1, Report.Of(await ProgramRun.Likeness("index", folder["pictures"], "--library", library, "--json")).Number("updated"));
    }

    [Fact]
    public async Task New_changed_moved_and_vanished_pictures_are_noticed()
    {
        using var folder = new TemporaryFolder();
        var (library, pictures) = (trained.CopyTo(folder["library"]), folder["pictures"]);
        Collection.Draw(pictures);
        Report.Of(await ProgramRun.Likeness("index", pictures, "--library", library, "--json"));
        var files = Directory.GetFiles(pictures, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        Collection.Draw(files[0], 91, width: 50, height: 50);
        Directory.CreateDirectory(Path.Combine(pictures, "moved"));
        File.Move(files[1], Path.Combine(pictures, "moved", "here.jpg"));
        File.Delete(files[2]);
        Collection.Draw(Path.Combine(pictures, "new.jpg"), 92);
        var report = Report.Of(await ProgramRun.Likeness("index", pictures, "--library", library, "--json"));
        Assert.Equal(
            [1, 1, 1, 1, Collection.Count - 3],
            ((string[])["added", "updated", "moved", "removed", "unchanged"]).Select(name => report.Number(name)));
        var hits = Report.Of(await ProgramRun.Likeness("search", files[0], "--library", library, "-k", "1000", "--include-self", "--json")).Hits();
        Assert.Equal(files[0], hits[0]);
        Assert.DoesNotContain(files[1], hits);
        Assert.DoesNotContain(files[2], hits);
    }

    [Fact]
    public async Task A_library_inside_the_folder_of_pictures_does_not_learn_from_or_index_its_own_drawings()
    {
        using var folder = new TemporaryFolder();
        var pictures = folder["pictures"];
        Collection.Draw(pictures);
        var library = Path.Combine(pictures, "likeness-library");
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(Collection.Count, Report.Of(await ProgramRun.Likeness(["train", pictures, "--library", library, .. TrainedLibrary.Quick, "--json"])).Number("pictures"));
            Report.Of(await ProgramRun.Likeness("evaluate", "--library", library, "--json"));
            var index = Report.Of(await ProgramRun.Likeness("index", pictures, "--library", library, "--json"));
            Assert.Equal(Collection.Count, index.Number("added") + index.Number("unchanged"));
            Report.Of(await ProgramRun.Likeness("search", Path.Combine(pictures, "city", "0.jpg"), "--library", library, "--json"));
        }

        Assert.NotEmpty(Directory.GetFiles(library, "*.png", SearchOption.AllDirectories));
    }
}
