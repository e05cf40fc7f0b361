using CsvHelper;

namespace Likeness.Cli.Output;

/// <summary>Results as comma-separated values (RFC 4180), for spreadsheets and other programs: a heading, then a record for each.</summary>
internal sealed class CsvTable : IDisposable
{
    private readonly CsvWriter writer;

    /// <summary>Writes the heading.</summary>
    /// <param name="to">Where; it stays open.</param>
    /// <param name="columns">Their names.</param>
    public CsvTable(TextWriter to, IEnumerable<string> columns)
    {
        writer = CsvWriter.Create(to, new CsvWriterOptions(), leaveOpen: true);
        Write([.. columns]);
    }

    /// <summary>Writes a record; null is an empty field.</summary>
    public void Write(IReadOnlyList<string?> fields)
    {
        foreach (var field in fields) writer.WriteField(field ?? "");
        writer.EndRecord();
    }

    /// <summary>Hands over what was written so far.</summary>
    public void Flush() => writer.Flush();

    public void Dispose() => writer.Dispose();
}
