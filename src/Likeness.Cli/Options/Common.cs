using System.CommandLine;
using System.CommandLine.Parsing;
using Likeness.Cli.Operations;
using Likeness.Descriptors.Codes;
using Likeness.Descriptors.Colour;
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
            Description = "The library's folder, with the catalog, the model, charts and reports; your pictures are never written to",
            HelpName = "folder",
            DefaultValueFactory = _ => StandardLibrary,
        };
        option.Validators.Add(result => RefuseEmpty(result, "--library", "a folder"));
        return option;
    }

    /// <summary><c>--json</c>: one object on standard output instead of words.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print the result as one JSON object instead of words" };

    /// <summary><c>--threads</c>: as many as the machine has processors.</summary>
    public static Option<int> Threads() =>
        Setting.Whole("--threads", "The most threads to compute with", Environment.ProcessorCount, 1, 1024);

    /// <summary><c>--colour</c>: short for the weights of one descriptor and the colours.</summary>
    public static Option<double> Colour()
    {
        var option = Setting.Real(
            "--colour", $"What the colours count for beside --descriptor or, by default, {CodesDescriptor.StandardName}; short for two --weight", null, 0, 1);
        option.Aliases.Add("--color");
        return option;
    }

    /// <summary>The weights that <see cref="Colour"/> is short for; null where it was not given.</summary>
    public static IReadOnlyList<DescriptorShare>? Shares(ParseResult given, Option<double> colour, string? descriptor)
    {
        if (given.GetResult(colour) is null) return null;
        var (first, part) = (descriptor ?? CodesDescriptor.StandardName, given.GetValue(colour));
        DescriptorShare[] both = [new(first, 1 - part), new(ColourDescriptor.StandardName, part)];
        return first == ColourDescriptor.StandardName ? [new(first)] : [.. both.Where(share => share.Weight > 0)];
    }

    /// <summary><c>--max-pixels</c>, of every command: how large a picture may be.</summary>
    public static Option<int> MaxPixels()
    {
        var option = Setting.Whole(
            "--max-pixels", "The most pixels, width × height, that a picture may have; larger ones are skipped",
            (int)DecodingLimits.Default.MaxPixels, 1, (int)DecodingLimits.MostPixels);
        option.Recursive = true;
        return option;
    }

    /// <summary><c>--weight NAME=NUMBER</c>, any number of times: what compares pictures, and what each counts for.</summary>
    /// <param name="help">What the number says.</param>
    /// <param name="otherwise">What holds where it is not given.</param>
    public static Option<DescriptorShare[]> Weights(string help, string otherwise)
    {
        const double most = 1e6;
        var names = string.Join(", ", KnownDescriptors.All.Names);
        var option = new Option<DescriptorShare[]>("--weight")
        {
            Description = $"{help}, such as codes=0.6; given again for each other descriptor ({names}). "
                + $"Only the proportions matter (0 to {most:0}). {otherwise}",
            HelpName = "name=n",
            CustomParser = result =>
            {
                var shares = new List<DescriptorShare>();
                foreach (var text in result.Tokens.Select(token => token.Value))
                {
                    var sign = text.IndexOf('=', StringComparison.Ordinal);
                    if (sign < 0) return Refuse(text, $"NAME=NUMBER, such as {CodesDescriptor.StandardName}=0.6");
                    var name = text[..sign];
                    if (!KnownDescriptors.All.Names.Contains(name)) return Refuse(text, $"one of {names} before the =");
                    if (!Setting.TryParse(text[(sign + 1)..], out double weight) || !(weight is >= 0 and <= most))
                        return Refuse(text, $"a number from 0 to {most:0} after the =");
                    if (shares.Exists(share => share.Descriptor == name))
                        return Refuse(text, $"each descriptor once, but {name} had a weight before");
                    shares.Add(new DescriptorShare(name, weight));
                }

                return shares.Sum(share => share.Weight) > 0 ? [.. shares] : Refuse(result.Tokens[^1].Value, "at least one weight above 0");

                DescriptorShare[]? Refuse(string found, string expected)
                {
                    result.AddError($"--weight: '{found}' was given; expected {expected}");
                    return null;
                }
            },
        };
        option.CompletionSources.Add([.. KnownDescriptors.All.Names.Select(name => $"{name}=")]);
        return option;
    }

    /// <summary>An option that takes a text, which must not be empty; null where it is not given.</summary>
    public static Option<string?> Text(string name, string help, string expected)
    {
        var option = new Option<string?>(name) { Description = help, HelpName = expected };
        option.Validators.Add(result => RefuseEmpty(result, name, $"a {expected}"));
        return option;
    }

    /// <summary>The same, any number of times.</summary>
    public static Option<string[]> Texts(string name, string help, string expected)
    {
        var option = new Option<string[]>(name) { Description = help, HelpName = expected };
        option.Validators.Add(result => RefuseEmpty(result, name, $"a {expected}"));
        return option;
    }

    /// <summary><c>--no-drawing</c>.</summary>
    public static Option<bool> NoDrawing() => new("--no-drawing")
    {
        Description = "Draw nothing, which is quicker; drawings that are there stay as they are",
    };

    /// <summary><c>--descriptor</c>: one of those that are known.</summary>
    public static Option<string> Descriptor(string help) =>
        Setting.Word("--descriptor", help, CodesDescriptor.StandardName, [.. KnownDescriptors.All.Names]);

    /// <summary><c>--descriptor</c>, any number of times.</summary>
    public static Option<string[]> Descriptors(string help)
    {
        var names = string.Join(", ", KnownDescriptors.All.Names);
        var option = new Option<string[]>("--descriptor")
        {
            Description = $"{help} ({names})",
            HelpName = string.Join('|', KnownDescriptors.All.Names),
        };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !KnownDescriptors.All.Names.Contains(token.Value)))
                result.AddError($"--descriptor: '{token.Value}' was given; expected one of {names}");
        });
        option.CompletionSources.Add([.. KnownDescriptors.All.Names]);
        return option;
    }

    /// <summary>Folders and files with pictures.</summary>
    /// <param name="arity">How many must be given.</param>
    /// <param name="help">What they are for.</param>
    /// <param name="name">What they are called.</param>
    /// <param name="expected">What may be named.</param>
    public static Argument<string[]> Pictures(
        ArgumentArity arity, string help, string name = "pictures", string expected = "folders and files")
    {
        var argument = new Argument<string[]>(name) { Description = help, Arity = arity };
        argument.Validators.Add(result => RefuseEmpty(result, name, expected));
        return argument;
    }

    // What a shell makes of a variable that is not set.
    private static void RefuseEmpty(SymbolResult result, string name, string expected)
    {
        if (result.Tokens.Any(token => token.Value.Length == 0)) result.AddError($"{name}: an empty name was given; expected {expected}");
    }
}
