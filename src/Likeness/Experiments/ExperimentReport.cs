using System.Globalization;
using System.Net;
using System.Text;
using Likeness.Library;
using Likeness.Neural.Training;
using Likeness.Storage;

namespace Likeness.Experiments;

/// <summary>The report on a series of runs: one HTML page that needs nothing beside itself.</summary>
/// <param name="results">The runs, at least one.</param>
public sealed class ExperimentReport(IReadOnlyList<ExperimentResult> results)
{
    private const string Style =
        "body{font:15px/1.5 system-ui,sans-serif;color:#1b1f24;max-width:1180px;margin:2rem auto;padding:0 1rem}"
        + "h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.2rem}table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}"
        + "th,td{padding:.3rem .55rem;text-align:right;border-bottom:1px solid #e4e7eb;white-space:nowrap}th{font-weight:600;vertical-align:bottom;position:sticky;top:0;background:#fff}"
        + "td:nth-child(-n+2),th:nth-child(-n+2){text-align:left}td:nth-child(2){white-space:normal;min-width:14rem}.published{color:#6e7781}"
        + ".scroll{overflow-x:auto}.charts{display:flex;flex-wrap:wrap;gap:1rem}.charts svg{width:100%;max-width:570px;height:auto}img{max-width:100%}.note{color:#57606a}";

    /// <summary>Where the pictures are: the folder of the runs; null to leave all pictures out.</summary>
    public ExperimentFolder? Pictures { get; init; }

    /// <summary>Writes the page; it appears whole or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="UnusableInputException">It cannot be written there.</exception>
    public void Write(string path) => AtomicFile.Write(path, Encoding.UTF8.GetBytes(ToHtml()));

    /// <summary>The page.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Likeness: experiments</title><style>").Append(Style).Append("</style></head><body>");
        var first = results[0];
        html.Append("<h1>Experiments with autoencoders</h1>");
        html.Append(CultureInfo.InvariantCulture, $"<p>{results.Count} runs at {first.ImageSize}×{first.ImageSize} pixels, {first.Training + first.Validation} pictures, {Text(first.Machine)}. ");
        html.Append("Losses are squared error and penalties. The model kept is the one with the lowest validation loss; its reconstruction error is on the pictures held back (on all where none were), ");
        html.Append("P@1, P@10 and mAP are over all pictures, leave-one-out, the folder as label. <span class=\"published\">Grey: what was published of the same run</span>, at 256×256 pixels, so that it may differ for that reason alone.</p>");
        Table(html);
        foreach (var group in results.GroupBy(result => result.Experiment.Group))
        {
            html.Append("<h2>").Append(Text(group.Key)).Append("</h2><div class=\"charts\">");
            html.Append(ExperimentCharts.ValidationLoss([.. group])).Append(ExperimentCharts.TrainingLoss([.. group])).Append("</div>");
        }

        if (Pictures is not null) Montages(html, Pictures);
        return html.Append("</body></html>\n").ToString();
    }

    private void Table(StringBuilder html)
    {
        html.Append("<div class=\"scroll\"><table><thead><tr>");
        foreach (var heading in (string[])["run", "what", "epochs", "train loss", "validation loss", "lowest", "at epoch", "reconstruction error", "P@1", "P@10", "mAP", "s/epoch", "minutes"])
            html.Append("<th>").Append(heading).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var result in results)
        {
            var (last, published) = (result.History[^1], result.Experiment.Published);
            var (validated, lowest) = (ValidationLoss(last), ValidationLoss(result.History[result.BestEpoch - 1]));
            html.Append("<tr><td>").Append(Text(result.Experiment.Name)).Append("</td><td>").Append(Text(result.Experiment.Title)).Append("</td>");
            html.Append(CultureInfo.InvariantCulture, $"<td>{result.History.Count}</td>");
            html.Append(Cell(last.Loss, "F4", published?.TrainLoss)).Append(Cell(validated, "F4", published?.ValidationLoss)).Append(Cell(lowest, "F4"));
            html.Append(Cell(validated is null ? null : result.BestEpoch, "F0", published?.OverfitsFrom)).Append(Cell(result.ReconstructionError, "F4", published?.ReconstructionError));
            html.Append(Cell(result.P1, "F3")).Append(Cell(result.P10, "F3")).Append(Cell(result.Map, "F3"));
            html.Append(Cell(result.Seconds / result.History.Count, "F1")).Append(Cell(result.Seconds / 60, "F1")).Append("</tr>");
        }

        html.Append("</tbody></table></div>");
    }

    private static string Cell(double? value, string format, double? published = null)
    {
        var own = value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
        return published is { } other ? $"<td>{own} <span class=\"published\">({other.ToString("0.######", CultureInfo.InvariantCulture)})</span></td>" : $"<td>{own}</td>";
    }

    private void Montages(StringBuilder html, ExperimentFolder folder)
    {
        html.Append("<h2>Originals and reconstructions</h2>");
        foreach (var result in results)
        {
            var montage = new LibraryLayout(folder.LibraryOf(result.Experiment.Name)).Reconstructions;
            if (!File.Exists(montage)) continue;
            html.Append("<h3>").Append(Text(result.Experiment.Name)).Append("</h3><img loading=\"lazy\" alt=\"originals above their reconstructions\" src=\"data:image/png;base64,");
            html.Append(Convert.ToBase64String(File.ReadAllBytes(montage))).Append("\">");
        }
    }

    private static double? ValidationLoss(EpochRecord epoch) => epoch.Validation[LossValidation.Loss];

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
