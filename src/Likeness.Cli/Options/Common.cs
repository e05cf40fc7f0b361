using System.CommandLine;
using System.CommandLine.Parsing;
using Likeness.Cli.Operations;
using Likeness.Descriptors.Codes;
using Likeness.Imaging.Decoding;

namespace Likeness.Cli.Options;

/// <summary>Options and arguments that several commands share. Each command gets its own.</summary>
internal static class Common
{
    /// <summary>Where a library is when nothing else is said: in the current folder, in plain sight.</summary>
    public const string StandardLibrary = "likeness-library";

    /// <summary><c>--library</c>: the library's folder.</summary>
    public static Option<string> Library()
    {
        var option = new Option<string>("--library")
        {
            Description = "The library's folder: the catalog, the model, charts and reports; pictures are never written to",
            HelpName = "folder",
            DefaultValueFactory = _ => StandardLibrary,
        };
        option.Validators.Add(result => RefuseEmpty(result, "--library", "a folder"));
        return option;
    }

    /// <summary><c>--json</c>: one object on standard output instead of words.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print the result as one JSON object" };

    /// <summary><c>--threads</c>: as many as the machine has processors.</summary>
    public static Option<int> Threads() => Setting.Whole("--threads", "Threads to compute with", Environment.ProcessorCount, 1, 1024);

    /// <summary><c>--max-pixels</c>, of every command: how large a picture may be.</summary>
    public static Option<int> MaxPixels()
    {
        var option = Setting.Whole(
            "--max-pixels", "Read pictures of up to so many pixels, width × height; larger ones are skipped", (int)DecodingLimits.Default.MaxPixels, 1, (int)DecodingLimits.MostPixels);
        option.Recursive = true;
        return option;
    }

    /// <summary><c>--colour</c>: codes alone, as they always were, unless asked for.</summary>
    public static Option<double> Colour() => Setting.Real("--colour", "What the colours and their height in the picture count for: 0 for the descriptor alone, 1 for colours alone", 0, 0, 1);

    /// <summary><c>--descriptor</c>: one of those that are known.</summary>
    public static Option<string> Descriptor(string help) => Setting.Word("--descriptor", help, CodesDescriptor.StandardName, [.. KnownDescriptors.All.Names]);

    /// <summary><c>--descriptor</c>, any number of times.</summary>
    public static Option<string[]> Descriptors(string help)
    {
        var option = new Option<string[]>("--descriptor") { Description = $"{help} ({string.Join(", ", KnownDescriptors.All.Names)})", HelpName = string.Join('|', KnownDescriptors.All.Names) };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !KnownDescriptors.All.Names.Contains(token.Value)))
                result.AddError($"--descriptor: '{token.Value}' was given; expected one of {string.Join(", ", KnownDescriptors.All.Names)}");
        });
        option.CompletionSources.Add([.. KnownDescriptors.All.Names]);
        return option;
    }

    /// <summary>Folders and files with pictures.</summary>
    /// <param name="arity">How many must be given.</param>
    /// <param name="help">What they are for.</param>
    public static Argument<string[]> Pictures(ArgumentArity arity, string help)
    {
        var argument = new Argument<string[]>("pictures") { Description = help, Arity = arity };
        argument.Validators.Add(result => RefuseEmpty(result, "pictures", "folders and files"));
        return argument;
    }

    /// <summary>One picture.</summary>
    /// <param name="help">What it is for.</param>
    public static Argument<string> Picture(string help)
    {
        var argument = new Argument<string>("picture") { Description = help };
        argument.Validators.Add(result => RefuseEmpty(result, "picture", "a file"));
        return argument;
    }

    // What a shell makes of a variable that is not set.
    private static void RefuseEmpty(SymbolResult result, string name, string expected)
    {
        if (result.Tokens.Any(token => token.Value.Length == 0)) result.AddError($"{name}: an empty name was given; expected {expected}");
    }
}
