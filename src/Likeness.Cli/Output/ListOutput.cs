using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Likeness.Cli.Options;

namespace Likeness.Cli.Output;

/// <summary>Prints the files that a library knows, while they are read: there may be any number.</summary>
/// <param name="terminal">Receives what is printed, and the warnings.</param>
/// <param name="format">Words, JSON, CSV or paths alone.</param>
/// <param name="cancelled">Ends it between two files.</param>
internal sealed class ListOutput(Terminal terminal, ResultFormat format, CancellationToken cancelled)
{
    /// <summary>Prints files.</summary>
    /// <returns>How many there were.</returns>
    public long Print<T>(IEnumerable<T> files, ListedForm<T> form)
    {
        var listed = 0L;
        terminal.InBlocks(to =>
        {
            using var reading = files.GetEnumerator();
            var more = reading.MoveNext(); // before anything is printed: the library may be damaged
            using var table = format == ResultFormat.Csv ? new CsvTable(to, form.Columns) : null;
            if (format == ResultFormat.Json) to.Write($"{{\"{form.Name}\":[");
            for (; more; more = reading.MoveNext())
            {
                var file = reading.Current;
                cancelled.ThrowIfCancellationRequested();
                switch (format)
                {
                    case ResultFormat.Json:
                        to.Write(listed == 0 ? "" : ",");
                        to.Write(JsonSerializer.Serialize(file, form.Json));
                        break;
                    case ResultFormat.Csv: table!.Write(form.Fields(file)); break;
                    case ResultFormat.Paths: terminal.PrintPath(form.Fields(file)[0]!); break;
                    default: to.WriteLine(form.Line(file)); break;
                }

                listed++;
            }

            if (format == ResultFormat.Json) to.WriteLine("]}");
        });
        return listed;
    }
}

/// <summary>How files of one kind are listed.</summary>
/// <param name="Name">What they are called together in JSON.</param>
/// <param name="Json">One of them in JSON.</param>
/// <param name="Columns">The heading of the table.</param>
/// <param name="Fields">One of them as a row of it; its path comes first.</param>
/// <param name="Line">One of them in words.</param>
internal sealed record ListedForm<T>(
    string Name, JsonTypeInfo<T> Json, IReadOnlyList<string> Columns, Func<T, IReadOnlyList<string?>> Fields, Func<T, string> Line);

/// <summary>A picture of the library.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Label">The name of its folder; null where all pictures of the library lie in one.</param>
/// <param name="Content">The hash of its content: copies of one picture have the same.</param>
internal sealed record ListedPicture(string Path, string? Label, string Content)
{
    /// <summary>How pictures are listed.</summary>
    public static ListedForm<ListedPicture> Form { get; } = new(
        "pictures", ReportJson.Formats.ListedPicture, ["path", "label", "content"],
        picture => [picture.Path, picture.Label, picture.Content],
        picture => Terminal.Printable(picture.Path) + (picture.Label is null ? "" : $"  [{Terminal.Printable(picture.Label)}]"));
}

/// <summary>A file below the indexed folders that is no picture that can be used.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Reason">Why, in one line.</param>
internal sealed record RejectedFile(string Path, string Reason)
{
    /// <summary>How such files are listed.</summary>
    public static ListedForm<RejectedFile> Form { get; } = new(
        "rejected", ReportJson.Formats.RejectedFile, ["path", "reason"], file => [file.Path, file.Reason],
        file => $"{Terminal.Printable(file.Path)}: {Terminal.Printable(file.Reason)}");
}
