using System.Text;

namespace Likeness.Imaging.Drawing;

/// <summary>Text for SVG: safe in XML whatever a file name holds, and cut to a width.</summary>
internal static class SvgText
{
    /// <summary>The fonts that are asked for, the preferred first.</summary>
    public const string Fonts = "'DejaVu Sans', 'Segoe UI', 'Helvetica Neue', Verdana, Arial, sans-serif";

    private const char Replacement = '\uFFFD';

    /// <summary>Escaped for XML 1.0; what XML cannot hold (control characters, broken surrogates) is replaced.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                0xFFFE or 0xFFFF => escaped.Append(Replacement),
                _ when Rune.IsControl(rune) => escaped.Append(Replacement),
                _ => escaped.Append(rune.ToString()),
            };
        }
        return escaped.ToString();
    }

    /// <summary>The text, or its beginning and end around an ellipsis, so that it is at most so wide; of a file name both ends matter.</summary>
    /// <param name="text">Not escaped.</param>
    /// <param name="fontSize">Pixels.</param>
    /// <param name="width">Pixels.</param>
    public static string Cut(string text, double fontSize, double width)
    {
        if (Width(text, fontSize) <= width)
            return text;
        Rune[] runes = [.. text.EnumerateRunes()];
        int head = 0, tail = 0;
        var used = Width("…", fontSize);
        while (head + tail < runes.Length)
        {
            var next = head <= tail ? runes[head] : runes[^(tail + 1)];
            used += Advance(next) * fontSize;
            if (used > width)
                break;
            if (head <= tail)
                head++;
            else
                tail++;
        }
        var cut = new StringBuilder();
        for (var i = 0; i < head; i++)
            cut.Append(runes[i].ToString());
        cut.Append('…');
        for (var i = runes.Length - tail; i < runes.Length; i++)
            cut.Append(runes[i].ToString());
        return cut.ToString();
    }

    /// <summary>About how wide a text is; a little more than less.</summary>
    /// <param name="text">Not escaped.</param>
    /// <param name="fontSize">Pixels.</param>
    public static double Width(string text, double fontSize)
    {
        double width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += Advance(rune);
        return width * fontSize;
    }

    // Widths of DejaVu Sans, by kind of letter, in units of the font size.
    private static double Advance(Rune rune) => rune.Value switch
    {
        'i' or 'j' or 'l' or 'I' or '|' or '\'' => 0.32,
        ' ' or '.' or ',' or ':' or ';' or '!' or 'f' or 't' or 'r' or '/' or '\\' or '(' or ')' or '[' or ']' or '-' => 0.42,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or '…' => 1.0,
        >= 'A' and <= 'Z' => 0.74,
        < 0x2000 => 0.62,
        _ => 1.05,
    };
}
