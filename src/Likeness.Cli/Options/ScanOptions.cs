using System.CommandLine;
using Likeness.Imaging.Scanning;

namespace Likeness.Cli.Options;

/// <summary>What to leave out of the folders that are named, or to look at in them, other than usual.</summary>
internal sealed class ScanOptions
{
    private readonly Option<string[]> exclude = new("--exclude")
    {
        Description = "Leave out files and folders of this name at any depth (private, '*.gif'), "
            + "or with a / this path below the folder (2019/raw); * stands for any characters of a name, ? for one, "
            + "** for any folders; may be given again",
        HelpName = "pattern",
    };

    private readonly Option<bool> includeHidden = new("--include-hidden")
    {
        Description = "Also look at files and folders whose names begin with a dot",
    };

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [exclude, includeHidden];

    /// <summary>What was given.</summary>
    public ScanRules Read(ParseResult given) => new()
    {
        Exclude = given.GetValue(exclude) ?? [],
        IncludeHidden = given.GetValue(includeHidden),
    };
}
