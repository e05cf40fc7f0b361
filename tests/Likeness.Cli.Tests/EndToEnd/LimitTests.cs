namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>What a picture may ask for, and what reads it, where a person meets it.</summary>
public sealed class LimitTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    [Fact]
    public async Task A_picture_over_the_limit_is_skipped_and_the_advice_can_be_followed()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["pictures"]);
        Collection.Draw(folder["pictures/small.png"], 1, width: 20, height: 20);
        Collection.Draw(folder["pictures/large.jpg"], 2, width: 40, height: 30);
        var library = trained.CopyTo(folder["library"]);

        var refused = Report.Of(await ProgramRun.Likeness("index", folder["pictures"], "--library", library, "--max-pixels", "1000", "--json"));
        var advice = refused.Skipped()["large.jpg"];
        Assert.Contains("--max-pixels 1200", advice, StringComparison.Ordinal);
        Assert.Equal(1, refused.Number("added"));

        // The same content, which is not remembered as refused by another limit.
        var raised = Report.Of(await ProgramRun.Likeness("index", folder["pictures"], "--library", library, "--max-pixels", "1200", "--json"));
        Assert.Empty(raised.Skipped());
        Assert.Equal(1, raised.Number("added"));
    }

    [Fact]
    public async Task Jpegs_are_read_by_libvips_where_libjpeg_turbo_is_not_wanted()
    {
        using var folder = new TemporaryFolder();
        Collection.Draw(folder["pictures"]);
        var library = trained.CopyTo(folder["library"]);
        var report = Report.Of(await IndexWith("libvips"));
        Assert.Equal(Collection.Count, report.Number("added"));
        Assert.Empty(report.Skipped());
        Assert.Contains("LIKENESS_JPEG", Complaint.Of(await IndexWith("jpegli"), 2), StringComparison.Ordinal);

        Task<ProgramRun> IndexWith(string decoder) => ProgramRun.Start(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Likeness.Cli.dll"), "index", folder["pictures"], "--library", library, "--json"],
            environment: new Dictionary<string, string?>(StringComparer.Ordinal) { ["LIKENESS_JPEG"] = decoder });
    }
}
