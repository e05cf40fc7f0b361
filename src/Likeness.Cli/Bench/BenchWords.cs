using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Likeness.Cli.Bench;

/// <summary>A bench report as lines of name and figure.</summary>
internal static class BenchWords
{
    private const int NameWidth = 26;

    /// <summary>Prints every figure of the report, in its order.</summary>
    public static void Print<T>(TextWriter to, T report, JsonTypeInfo<T> format)
    {
        foreach (var figure in JsonSerializer.SerializeToElement(report, format).EnumerateObject())
        {
            var value = figure.Value.ValueKind == JsonValueKind.Number && !figure.Value.TryGetInt64(out _) ? $"{figure.Value.GetDouble():0.###}" : figure.Value.ToString();
            to.WriteLine($"{Spaced(figure.Name).PadRight(NameWidth)} {value}");
        }
    }

    /// <summary><c>stepMilliseconds</c> as <c>step milliseconds</c>.</summary>
    private static string Spaced(string name)
    {
        var words = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter)) words.Append(' ');
            words.Append(char.ToLowerInvariant(letter));
        }

        return words.ToString();
    }
}
