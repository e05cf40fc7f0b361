using System.Text.Json;

namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Reads what a command printed with <c>--json</c>.</summary>
internal static class Report
{
    /// <summary>The one object on standard output of a command that succeeded.</summary>
    public static JsonElement Of(ProgramRun run)
    {
        Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode}: {run.Notes}");
        return Json(run);
    }

    /// <summary>The one object on standard output, whatever the exit code.</summary>
    public static JsonElement Json(ProgramRun run)
    {
        using var document = JsonDocument.Parse(run.Results);
        return document.RootElement.Clone();
    }

    public static int Number(this JsonElement report, string name) => report.GetProperty(name).GetInt32();

    /// <summary>File names of the pictures that were skipped, with the reasons.</summary>
    public static Dictionary<string, string> Skipped(this JsonElement report) => report.GetProperty("skipped").EnumerateArray()
        .ToDictionary(entry => Path.GetFileName(entry.GetProperty("path").GetString()!), entry => entry.GetProperty("reason").GetString()!, StringComparer.Ordinal);

    /// <summary>Full paths of the hits, nearest first.</summary>
    public static string[] Hits(this JsonElement report) => [.. report.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("path").GetString()!)];
}
