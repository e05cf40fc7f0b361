using System.CommandLine;
using System.CommandLine.Parsing;
using Likeness.Imaging.Scanning;

namespace Likeness.Cli.Options;

/// <summary>How results are printed.</summary>
internal enum ResultFormat
{
    /// <summary>Lines for people.</summary>
    Words,

    /// <summary>One JSON object.</summary>
    Json,

    /// <summary>Comma-separated values with a heading, RFC 4180.</summary>
    Csv,

    /// <summary>Paths alone, a zero byte after each.</summary>
    Paths,
}

/// <summary>The choice between words and what other programs read, for commands whose results are many.</summary>
internal sealed class FormatOptions
{
    private readonly Option<bool> json = Common.Json();

    private readonly Option<bool> csv = new("--csv")
    {
        Description = "Print comma-separated values under a line of column names (RFC 4180)",
    };

    private readonly Option<bool> paths = new("--null", "-0")
    {
        Description = "Print nothing but paths, each with a zero byte after it, for xargs -0",
    };

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [json, csv, paths];

    /// <summary>Refuses more than one of them.</summary>
    public void Check(CommandResult given)
    {
        string[] chosen = [.. ((Option<bool>[])[json, csv, paths]).Where(given.GetValue).Select(option => option.Name)];
        if (chosen.Length < 2) return;
        given.AddError($"{string.Join(" and ", chosen)} were given together, but results are printed in one form; leave out the others");
    }

    /// <summary>What was given.</summary>
    public ResultFormat Read(ParseResult given)
    {
        if (given.GetValue(json)) return ResultFormat.Json;
        if (given.GetValue(csv)) return ResultFormat.Csv;
        return given.GetValue(paths) ? ResultFormat.Paths : ResultFormat.Words;
    }
}

/// <summary>Which of the library's pictures take part.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string?> label = Common.Text("--label", "Only pictures whose own folder has this name", "name");
    private readonly Option<string?> below = Common.Text("--below", "Only pictures in this folder or anywhere below it", "folder");

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [label, below];

    /// <summary>The name of the folder; null for any.</summary>
    public string? Label(ParseResult given) => given.GetValue(label);

    /// <summary>The full path of the folder; null for any.</summary>
    public string? Below(ParseResult given) => given.GetValue(below) is { } folder ? PictureScanner.FullPath(folder) : null;

    /// <summary>The first of them that was given; null where none was.</summary>
    public Option? Given(CommandResult given) => All.FirstOrDefault(option => given.GetResult(option) is { Implicit: false });
}
