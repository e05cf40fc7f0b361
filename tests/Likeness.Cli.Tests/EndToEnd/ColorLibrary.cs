namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>A library without a model, of pictures with awkward names among others; tests share it and leave it as it is.</summary>
public sealed class ColorLibrary : IAsyncLifetime
{
    /// <summary>Names that break what splits at commas, quotation marks or lines; on Linux any of them is possible.</summary>
    internal static readonly string[] AwkwardNames = ["a,b.jpg", "say \"cheese\".jpg", "two\nlines.jpg", "-0.jpg"];

    private readonly TemporaryFolder folder = new();

    /// <summary>Kinds of pictures, a folder each, and one with awkward names.</summary>
    public string Pictures => folder["pictures"];

    internal string Folder => folder["library"];

    internal static int Count => Collection.Count + AwkwardNames.Length;

    internal string Awkward(string name) => Path.Combine(Pictures, "awkward", name);

    /// <summary>Asks the library something.</summary>
    internal Task<ProgramRun> Ask(params string[] arguments) => ProgramRun.Likeness([.. arguments, "--library", Folder]);

    public async Task InitializeAsync()
    {
        Collection.Draw(Pictures);
        Directory.CreateDirectory(Path.Combine(Pictures, "awkward"));
        for (var i = 0; i < AwkwardNames.Length; i++) Collection.Draw(Awkward(AwkwardNames[i]), (ulong)(40 + i), width: 50 + i);
        File.WriteAllText(Path.Combine(Pictures, "awkward", "no picture,\n.jpg"), "text");
        Report.Of(await Ask("index", Pictures, "--json"));
    }

    public Task DisposeAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }
}
