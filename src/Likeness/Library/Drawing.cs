namespace Likeness.Library;

/// <summary>
/// Drawings go beside what was measured or found and are not what was asked for: where none can be written (a read-only library, a full disk),
/// the result stands without it.
/// </summary>
internal static class Drawing
{
    /// <summary>Draws into a folder, which is made if it is not there.</summary>
    /// <param name="folder">Its full path.</param>
    /// <param name="draw">Writes the drawing, or several.</param>
    /// <returns>What that returns.</returns>
    /// <exception cref="UnusableInputException">It cannot be written there.</exception>
    public static T Into<T>(string folder, Func<T> draw)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return draw();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"Nothing can be drawn in '{folder}': {failure.Message.TrimEnd('.')}. Get the right to write there, or copy the library to where you have it.", failure);
        }
    }

    /// <summary>The same; where it cannot be written, the reason is returned in place of the drawing.</summary>
    public static (string? Path, string? Failure) TryInto(string folder, Func<string> draw)
    {
        try
        {
            return (Into(folder, draw), null);
        }
        catch (UnusableInputException failure)
        {
            return (null, failure.Message);
        }
    }
}
