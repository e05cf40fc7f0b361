using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Likeness.Imaging.Scanning;

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
    public static Terminal OfProcess() => new(
        Utf8(new StandardStream(Console.OpenStandardOutput(), isForResults: true)), Utf8(new StandardStream(Console.OpenStandardError(), isForResults: false)), CanDrawBars);

    /// <summary>Prints a result: as one JSON object, or in words.</summary>
    public void Print<T>(T report, JsonTypeInfo<T> format, bool asJson, Action<TextWriter> inWords)
    {
        if (asJson)
            Results.WriteLine(JsonSerializer.Serialize(report, format));
        else
            inWords(Results);
    }

    /// <summary>Prints a path for other programs: its bytes as the system has them, and a zero behind them, which no path can hold.</summary>
    public void PrintPath(string path)
    {
        if (OperatingSystem.IsLinux() && Results is StreamWriter { BaseStream: var stream } writer)
        {
            writer.Flush();
            stream.Write(EscapedPath.ToBytes(path));
        }
        else
        {
            Results.Write(path + '\0');
        }
    }

    /// <summary>Prints many results, in blocks rather than line by line.</summary>
    public void InBlocks(Action<TextWriter> print)
    {
        var writer = Results as StreamWriter;
        writer?.AutoFlush = false;
        try
        {
            print(Results);
        }
        finally
        {
            writer?.AutoFlush = true; // and what is left is printed
        }
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

    /// <summary>Says that pictures took no part for want of a vector, and what to do about it.</summary>
    /// <param name="pictures">How many; nothing is said of none.</param>
    /// <param name="descriptor">What has no vector of them.</param>
    /// <param name="part">What they took no part in: "searched".</param>
    public void WarnOfMissing(long pictures, string descriptor, string part)
    {
        if (pictures == 0) return;
        Warn(
            $"{pictures} of the library's pictures {(pictures == 1 ? "was" : "were")} not {part}: there is no vector of {(pictures == 1 ? "it" : "them")} by {descriptor}. "
            + "Index their folders again: a run that was cut off goes on, and what cannot be described is listed.");
    }

    /// <summary>Draws what was found. That is beside the point of a command: where it cannot be written, the report stays without it, and a line says why.</summary>
    public T TryDraw<T>(T report, Func<T, T> draw)
    {
        try
        {
            return draw(report);
        }
        catch (UnusableInputException failure)
        {
            WarnOfDrawing(failure.Message);
            return report;
        }
    }

    /// <summary>Says why there is no drawing; null where there is one.</summary>
    public void WarnOfDrawing(string? failure)
    {
        if (failure is not null) Warn($"no drawing: {failure}");
    }

    /// <summary>
    /// Says what the library keeps of folders that hold nothing, and what was not looked at: nothing is missing without a word.
    /// </summary>
    public void WarnOfUnseen(IndexReport report)
    {
        foreach (var folder in report.Kept)
            Warn(
                $"kept {folder.Pictures} pictures of {folder.Path}, which holds nothing at all: is its drive not mounted? "
                + "(likeness forget takes them out of the library)");
        if (!report.LeftOut.IsNothing)
            Warn($"not looked at: {report.LeftOut.InWords()}");
    }

    /// <summary>Does work while its progress is shown, and returns what it returned.</summary>
    public T WithProgress<T>(Func<ILibraryProgress, T> work) => isInteractive ? BarDisplay.Run(Notes, work) : work(new PlainDisplay(Notes, TimeProvider.System));

    /// <summary>The text on one line: a file's name must not be able to steer the terminal, and a path that was printed can be given back.</summary>
    public static string Printable(string text) => Imaging.Printable.Line(text);

    private static bool CanDrawBars => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    // Not the console's own writers: their encoding follows the locale, and file names need all of Unicode.
    private static StreamWriter Utf8(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}
