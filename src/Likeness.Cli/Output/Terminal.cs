using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Likeness.Imaging.Scanning;
using Likeness.Training;

namespace Likeness.Cli.Output;

/// <summary>Results go to standard output, everything else to standard error, so that a pipe carries results only.</summary>
/// <param name="results">Where results go.</param>
/// <param name="notes">Where progress and warnings go.</param>
/// <param name="isInteractive">True when a person sees the notes as they come: then progress is drawn as bars.</param>
internal sealed class Terminal(TextWriter results, TextWriter notes, bool isInteractive)
{
    // More than these would push everything else off the screen; --json has them all.
    private const int MostSkippedShown = 20;

    /// <summary>Where results go.</summary>
    public TextWriter Results { get; } = results;

    /// <summary>Where progress and warnings go.</summary>
    public TextWriter Notes { get; } = notes;

    /// <summary>The terminal that the process was started from.</summary>
    public static Terminal OfProcess() => new(Utf8(Console.OpenStandardOutput()), Utf8(Console.OpenStandardError()), CanDrawBars);

    /// <summary>Prints a result: as one JSON object, or in words.</summary>
    public void Print<T>(T report, JsonTypeInfo<T> format, bool asJson, Action<TextWriter> inWords)
    {
        if (asJson)
            Results.WriteLine(JsonSerializer.Serialize(report, format));
        else
            inWords(Results);
    }

    /// <summary>Prints one line that is not a result.</summary>
    public void Warn(string line) => Notes.WriteLine(Printable(line));

    /// <summary>Lists the pictures that could not be used.</summary>
    public void WarnOfSkipped(IReadOnlyList<SkippedPicture> skipped)
    {
        foreach (var picture in skipped.Take(MostSkippedShown))
            Warn($"skipped {picture.Path}: {picture.Reason}");
        if (skipped.Count > MostSkippedShown)
            Warn($"skipped {skipped.Count - MostSkippedShown} more (--json lists them all)");
    }

    /// <summary>Does work while its progress is shown, and returns what it returned.</summary>
    public T WithProgress<T>(Func<ILibraryProgress, T> work) => isInteractive ? BarDisplay.Run(Notes, work) : work(new PlainDisplay(Notes, TimeProvider.System));

    /// <summary>The text with control characters made visible: a file's name must not be able to steer the terminal.</summary>
    public static string Printable(string text)
    {
        if (!text.Any(char.IsControl))
            return text;
        var shown = new StringBuilder(text.Length + 8);
        foreach (var character in text)
            shown.Append(character switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(character) => $"\\x{(int)character:x2}",
                _ => character.ToString(),
            });
        return shown.ToString();
    }

    private static bool CanDrawBars => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    // Not the console's own writers: their encoding follows the locale, and file names need all of Unicode.
    private static StreamWriter Utf8(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}
