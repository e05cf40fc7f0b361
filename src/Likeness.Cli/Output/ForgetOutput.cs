using Likeness.Indexing;

namespace Likeness.Cli.Output;

/// <summary>Prints what was taken out of a library.</summary>
internal static class ForgetOutput
{
    /// <summary>Prints it: of one path as it is, of several together.</summary>
    public static void Print(
        Terminal terminal, IReadOnlyList<ForgetReport> reports, IReadOnlyList<RefusedPath> refused, bool isOne, bool asJson)
    {
        if (!asJson)
        {
            foreach (var report in reports) Words.Print(terminal.Results, report);
        }
        else if (isOne)
        {
            terminal.Print(reports[0], ReportJson.Formats.ForgetReport, asJson: true, _ => { });
        }
        else
        {
            terminal.Print(new ForgetReports(reports, refused), ReportJson.Formats.ForgetReports, asJson: true, _ => { });
        }
    }
}

/// <summary>What was forgotten of several paths.</summary>
/// <param name="Forgotten">One for each of which the library held something.</param>
/// <param name="Refused">The others.</param>
internal sealed record ForgetReports(IReadOnlyList<ForgetReport> Forgotten, IReadOnlyList<RefusedPath> Refused);

/// <summary>A path that the library holds nothing of.</summary>
/// <param name="Path">As it was given.</param>
/// <param name="Reason">Why, in a line.</param>
internal sealed record RefusedPath(string Path, string Reason);
