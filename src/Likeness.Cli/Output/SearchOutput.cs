using System.Globalization;
using Likeness.Cli.Options;

namespace Likeness.Cli.Output;

/// <summary>Prints the answers of a search: of one query as they are, of several each with its query.</summary>
internal sealed class SearchOutput : IDisposable
{
    private static readonly string[] Columns = ["rank", "distance", "label", "path", "copies", "query"];

    private readonly Terminal terminal;
    private readonly ResultFormat format;
    private readonly SearchRequest request;
    private readonly bool isOne;
    private readonly List<SearchReport> reports = [];
    private readonly List<RefusedQuery> refused = [];
    private CsvTable? table;
    private bool hasWarned;

    /// <param name="terminal">Receives what is printed, and the warnings.</param>
    /// <param name="format">Words, JSON, CSV or paths alone.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="isOne">Whether there is one query only.</param>
    public SearchOutput(Terminal terminal, ResultFormat format, SearchRequest request, bool isOne) =>
        (this.terminal, this.format, this.request, this.isOne) = (terminal, format, request, isOne);

    /// <summary>How many queries could not be answered.</summary>
    public int Refused => refused.Count;

    /// <summary>Prints an answer, or keeps it for the end.</summary>
    public void Add(SearchReport report)
    {
        // It is the same for all queries.
        if (!hasWarned) terminal.WarnOfMissing(report.WithoutVector, report.Descriptor, "searched");
        hasWarned = true;
        switch (format)
        {
            case ResultFormat.Json: reports.Add(report); break;
            case ResultFormat.Csv: AddRecords(report); break;
            case ResultFormat.Paths:
                foreach (var hit in report.Hits) terminal.PrintPath(hit.Path);
                break;
            default:
                if (!isOne) terminal.Results.WriteLine($"query {Terminal.Printable(report.Query)}");
                Words.Print(terminal.Results, report, request);
                if (!isOne) terminal.Results.WriteLine();
                break;
        }
    }

    /// <summary>Says of a query that it could not be answered.</summary>
    /// <param name="query">As it was named.</param>
    /// <param name="reason">A line.</param>
    public void Refuse(string query, string reason)
    {
        refused.Add(new RefusedQuery(query, reason));
        terminal.Warn($"likeness: {reason}");
    }

    /// <summary>Prints what was kept.</summary>
    public void End()
    {
        if (format != ResultFormat.Json) return;
        if (isOne) terminal.Print(reports[0], ReportJson.Formats.SearchReport, asJson: true, _ => { });
        else terminal.Print(new SearchReports(reports, refused), ReportJson.Formats.SearchReports, asJson: true, _ => { });
    }

    public void Dispose() => table?.Dispose();

    private void AddRecords(SearchReport report)
    {
        table ??= new CsvTable(terminal.Results, Columns); // a search that fails prints no heading either
        foreach (var hit in report.Hits)
        {
            table.Write([
                hit.Rank.ToString(CultureInfo.InvariantCulture), hit.Distance.ToString(CultureInfo.InvariantCulture), hit.Label, hit.Path,
                hit.Copies.ToString(CultureInfo.InvariantCulture), report.Query,
            ]);
        }

        table.Flush();
    }
}

/// <summary>The answers to several queries.</summary>
/// <param name="Searches">One for each that could be answered, in the order in which they were named.</param>
/// <param name="Refused">The others.</param>
internal sealed record SearchReports(IReadOnlyList<SearchReport> Searches, IReadOnlyList<RefusedQuery> Refused);

/// <summary>A query that could not be answered.</summary>
/// <param name="Query">As it was named.</param>
/// <param name="Reason">Why, in a line.</param>
internal sealed record RefusedQuery(string Query, string Reason);
