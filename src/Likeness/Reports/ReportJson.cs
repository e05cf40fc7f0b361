using System.Text.Json;
using System.Text.Json.Serialization;
using Likeness.Evaluation;
using Likeness.Indexing;
using Likeness.Library;
using Likeness.Ranking;
using Likeness.Search;

namespace Likeness.Reports;

/// <summary>
/// The one place that says how reports look as JSON: camelCase names, metrics by name, one indented object, characters of any script
/// unescaped, null written out so that every report always has all of its names.
/// </summary>
public static class ReportJson
{
    static readonly ReportJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for a terminal or a file, never inside HTML
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter<Metric>(JsonNamingPolicy.CamelCase) },
    });

    /// <summary>An index run.</summary>
    public static string Write(IndexReport report) => JsonSerializer.Serialize(report, Context.IndexReport);

    /// <summary>A search.</summary>
    public static string Write(SearchReport report) => JsonSerializer.Serialize(report, Context.SearchReport);

    /// <summary>An evaluation.</summary>
    public static string Write(EvaluationReport report) => JsonSerializer.Serialize(report, Context.EvaluationReport);

    /// <summary>What a library holds.</summary>
    public static string Write(LibraryInfo report) => JsonSerializer.Serialize(report, Context.LibraryInfo);
}
