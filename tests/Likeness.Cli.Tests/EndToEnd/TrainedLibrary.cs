namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>A library that was trained and indexed by the program once, for tests to copy.</summary>
public sealed class TrainedLibrary : IAsyncLifetime
{
    /// <summary>Settings that train in a moment.</summary>
    internal static readonly string[] Quick = ["--image-size", "16", "--filters", "4,8", "--codes", "8", "--epochs", "2", "--batch", "4", "--threads", "1"];

    private readonly TemporaryFolder folder = new();

    /// <summary>Those, one of them with another value.</summary>
    internal static string[] QuickBut(string option, string value)
    {
        var changed = (string[])Quick.Clone();
        changed[Array.IndexOf(changed, option) + 1] = value;
        return changed;
    }

    /// <summary>The pictures that it was trained on.</summary>
    public string Pictures => folder["pictures"];

    internal string Library => folder["library"];

    public async Task InitializeAsync()
    {
        Collection.Draw(Pictures);
        Report.Of(await ProgramRun.Likeness(["train", Pictures, "--library", Library, .. Quick, "--json"]));
        Report.Of(await ProgramRun.Likeness("index", Pictures, "--library", Library, "--json"));
    }

    public Task DisposeAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A copy that a test may harm.</summary>
    internal string CopyTo(string library)
    {
        foreach (var file in Directory.EnumerateFiles(Library, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(library, Path.GetRelativePath(Library, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return library;
    }
}
