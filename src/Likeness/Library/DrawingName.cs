namespace Likeness.Library;

/// <summary>Names the drawing of a query after the query's file.</summary>
internal static class DrawingName
{
    // In UTF-8 these take up to 240 bytes; file systems take 255 for a whole name.
    private const int MostCharacters = 80;

    /// <summary>The file's name without its ending; what could not stand in a name on some system, or would steer a terminal, is an underscore.</summary>
    public static string Of(string picture)
    {
        var name = Path.GetFileNameWithoutExtension(picture);
        var length = Math.Min(name.Length, MostCharacters);
        if (length < name.Length && char.IsHighSurrogate(name[length - 1])) length--;
        return string.Create(length, name, (text, source) =>
        {
            for (var i = 0; i < text.Length; i++) text[i] = char.IsControl(source[i]) || "\\/:*?\"<>|".Contains(source[i], StringComparison.Ordinal) ? '_' : source[i];
        });
    }
}
