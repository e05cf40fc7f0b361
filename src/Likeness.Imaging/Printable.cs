using System.Text;

namespace Likeness.Imaging;

/// <summary>File names and native messages may hold anything; this makes them fit one line of a message.</summary>
internal static class Printable
{
    /// <summary>Control characters and broken surrogates shown as escapes, everything else as it is.</summary>
    public static string Line(string text)
    {
        StringBuilder? line = null;
        for (var i = 0; i < text.Length; i++)
        {
            var pair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            var plain = pair || !(char.IsControl(text[i]) || char.IsSurrogate(text[i]) || text[i] is '\u2028' or '\u2029');
            if (plain && line is null)
            {
                i += pair ? 1 : 0;
                continue;
            }
            line ??= new StringBuilder(text, 0, i, text.Length + 16);
            if (plain)
                line.Append(text, i, pair ? 2 : 1);
            else
                line.Append(Escape(text[i]));
            i += pair ? 1 : 0;
        }
        return line?.ToString() ?? text;
    }

    private static string Escape(char c) => c switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => $"\\u{(int)c:X4}",
    };
}
