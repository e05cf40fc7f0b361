using System.Diagnostics;

namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Another person's library: readable, not writable.</summary>
public sealed class ReadOnlyLibraryTests(TrainedLibrary trained) : IClassFixture<TrainedLibrary>
{
    [FactOnLinux]
    public async Task It_is_searched_measured_and_told_about_with_a_word_on_the_drawing_and_refuses_to_be_indexed()
    {
        using var folder = new TemporaryFolder();
        var library = trained.CopyTo(folder["library"]);
        Collection.Draw(folder["pictures"]);
        Directory.CreateDirectory(folder["mine"]);
        Chmod("a+rX,a-w", folder.FullPath);
        try
        {
            using var person = new UnprivilegedPerson(folder["mine"]);
            var query = folder["pictures/coast/2.jpg"];
            var search = await person.Likeness("search", query, "--library", library, "--json");
            Assert.Equal(10, Report.Of(search).Hits().Length);
            Assert.Contains("no drawing: ", search.Notes, StringComparison.Ordinal);
            Assert.Equal(Collection.Count, Report.Of(await person.Likeness("info", "--library", library, "--json")).Number("pictures"));
            foreach (var measuring in (string[][])[["evaluate", "--retrieval"], ["evaluate", folder["pictures"]]])
            {
                var measured = await person.Likeness([.. measuring, "--library", library, "--json"]);
                Assert.Equal(Collection.Count, Report.Of(measured).Number("pictures"));
                Assert.Contains("no drawing: ", measured.Notes, StringComparison.Ordinal);
            }

            foreach (var writing in (string[][])[["index", folder["pictures"]], ["cluster", "--clusters", "2"]])
                Assert.Contains("cannot be written to", Complaint.Of(await person.Likeness([.. writing, "--library", library]), 3), StringComparison.Ordinal);
        }
        finally
        {
            Chmod("u+w", folder.FullPath);
        }
    }

    private static void Chmod(string mode, string folder)
    {
        using var process = Process.Start("chmod", ["-R", mode, folder]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
