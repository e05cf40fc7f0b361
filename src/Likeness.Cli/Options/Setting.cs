using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Likeness.Cli.Options;

/// <summary>
/// Makes options that know their range. A value outside is refused while the command line is read, before any work,
/// with the option's name, the value found and the range.
/// </summary>
internal static class Setting
{
    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static Option<int> Whole(string name, string help, int standard, int low, int high) =>
        Number<int>(name, help, standard, low, high, "a whole number");

    /// <summary>
    /// A whole number from <paramref name="low"/> to <paramref name="high"/>, or a word that stands for none of them, which is the default.
    /// </summary>
    public static Option<WholeOrWord> WholeOr(string name, string help, string word, int low, int high)
    {
        var option = new Option<WholeOrWord>(name)
        {
            Description = $"{help} ({word}, or {low} to {high})",
            HelpName = $"{word}|n",
            DefaultValueFactory = _ => new(null, word),
            CustomParser = result => result.Tokens[^1].Value == word ? new(null, word)
                : TryParse(result.Tokens[^1].Value, out int value) && value >= low && value <= high ? new(value, word)
                : Refuse<WholeOrWord>(result, name, result.Tokens[^1].Value, $"{word}, or a whole number from {low} to {high}"),
        };
        option.CompletionSources.Add(word);
        return option;
    }

    /// <summary>
    /// A number from <paramref name="low"/> to <paramref name="high"/>, which may be +∞; 0 where it is not given and there is no default.
    /// </summary>
    public static Option<double> Real(string name, string help, double? standard, double low, double high) =>
        Number(name, help, standard, low, high, "a number");

    /// <summary>Whole numbers with commas between them, from <paramref name="low"/> to <paramref name="high"/> each.</summary>
    public static Option<WholeList> Wholes(string name, string help, int[] standard, int low, int high, int most) => new(name)
    {
        Description = $"{help} ({low} to {high} each, at most {most})",
        HelpName = "n,n,…",
        DefaultValueFactory = _ => new(standard),
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            var parts = text.Split(',');
            var numbers = new int[parts.Length];
            for (var i = 0; i < parts.Length; i++)
            {
                if (parts.Length > most || !TryParse(parts[i], out numbers[i]) || numbers[i] < low || numbers[i] > high)
                {
                    return Refuse<WholeList>(
                        result, name, text,
                        $"1 to {most} whole numbers from {low} to {high} with commas between them, such as {string.Join(',', standard)}");
                }
            }

            return new(numbers);
        },
    };

    /// <summary>One of some words; null where the option is not given and there is no default.</summary>
    public static Option<string> Word(string name, string help, string? standard, params string[] words)
    {
        var option = new Option<string>(name)
        {
            Description = help,
            HelpName = string.Join('|', words),
            CustomParser = result => words.Contains(result.Tokens[^1].Value)
                ? result.Tokens[^1].Value
                : Refuse<string>(result, name, result.Tokens[^1].Value, string.Join(", ", words[..^1]) + " or " + words[^1]),
        };
        if (standard is not null) option.DefaultValueFactory = _ => standard;
        option.CompletionSources.Add(words);
        return option;
    }

    private static Option<T> Number<T>(string name, string help, T? standard, T low, T high, string kind) where T : struct, INumber<T>
    {
        var limit = T.IsInfinity(high) ? "or more" : string.Create(CultureInfo.InvariantCulture, $"to {high}");
        var range = string.Create(CultureInfo.InvariantCulture, $"{low} {limit}");
        var option = new Option<T>(name)
        {
            Description = $"{help} ({range})",
            HelpName = "n",
            CustomParser = result => TryParse(result.Tokens[^1].Value, out T value) && value >= low && value <= high
                ? value
                : Refuse<T>(result, name, result.Tokens[^1].Value, $"{kind} {(T.IsInfinity(high) ? "of" : "from")} {range}"),
        };
        if (standard is { } known) option.DefaultValueFactory = _ => known;
        return option;
    }

    /// <summary>Reads a number as it is written everywhere, without spaces around it.</summary>
    public static bool TryParse<T>(string text, out T value) where T : struct, INumber<T> =>
        T.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value);

    private static T? Refuse<T>(ArgumentResult result, string name, string found, string expected)
    {
        result.AddError($"{name}: '{found}' was given; expected {expected}");
        return default;
    }
}
