using System.Buffers;
using System.Text;

namespace Likeness.Imaging;

/// <summary>
/// File names and native messages may hold anything; this makes them fit one line, and keeps them from steering the terminal that shows them.
/// What is escaped is written as <see cref="Scanning.EscapedPath"/> writes bytes, so that a path that was printed can be given back.
/// </summary>
internal static class Printable
{
    /// <summary>
    /// The text with control characters, line separators, broken surrogates and what turns the direction of writing around
    /// (with which <c>gnp.exe</c> is shown as <c>exe.png</c>) as escapes, everything else as it is.
    /// </summary>
    public static string Line(string text)
    {
        StringBuilder? line = null;
        for (var i = 0; i < text.Length;)
        {
            var whole = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length) == OperationStatus.Done;
            var plain = whole && !IsEscaped(rune);
            if (!plain) line ??= new StringBuilder(text, 0, i, text.Length + 16);
            if (plain) line?.Append(text, i, length);
            else if (whole) AppendBytes(line!, rune);
            else line!.Append($"\\u{(int)text[i]:X4}");
            i += length;
        }
        return line?.ToString() ?? text;
    }

    private static bool IsEscaped(Rune rune) => Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private static void AppendBytes(StringBuilder line, Rune rune)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var b in bytes[..rune.EncodeToUtf8(bytes)]) line.Append($"\\x{b:X2}");
    }
}
