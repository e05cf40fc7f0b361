using System.Globalization;
using System.Text;

namespace Likeness.Imaging.Drawing;

/// <summary>The plotting area of a chart: grid, numbers, lines.</summary>
internal sealed class ChartPlot(ChartAxis x, ChartAxis y, int top, int left, int bottom, int right)
{
    // Fewer points than this are worth a dot each.
    private const int DotsBelow = 40;

    /// <summary>Lines at the ticks, with their numbers.</summary>
    public void DrawGrid(StringBuilder svg)
    {
        foreach (var tick in y.Ticks)
        {
            var at = AtY(tick);
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{left}" y1="{at:0.##}" x2="{right}" y2="{at:0.##}" stroke="#e4e7eb"/>""");
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{left - 8}" y="{at + 4:0.##}" text-anchor="end">{Number(tick)}</text>""");
        }
        foreach (var tick in x.Ticks)
        {
            var at = AtX(tick);
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{at:0.##}" y1="{bottom}" x2="{at:0.##}" y2="{bottom + 5}" stroke="#8c959f"/>""");
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{at:0.##}" y="{bottom + 20}" text-anchor="middle">{Number(tick)}</text>""");
        }
        svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{left}" y1="{bottom}" x2="{right}" y2="{bottom}" stroke="#8c959f"/>""");
    }

    /// <summary>A dashed line from top to bottom, with its label on the side that has more room.</summary>
    public void DrawMark(StringBuilder svg, ChartMark mark)
    {
        if (!x.Shows(mark.X) || x.Place(mark.X) is < 0 or > 1)
            return;
        var at = AtX(mark.X);
        var onLeft = at > (left + right) / 2.0;
        var label = SvgText.Escape(SvgText.Cut(mark.Label, 12, Math.Max(at - left, right - at) - 8));
        svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{at:0.##}" y1="{top}" x2="{at:0.##}" y2="{bottom}" stroke="#57606a" stroke-width="1.5" stroke-dasharray="5 4"/>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{(onLeft ? at - 8 : at + 8):0.##}" y="{top + 14}" text-anchor="{(onLeft ? "end" : "start")}" font-weight="600" fill="#1b1f24">{label}</text>""");
    }

    /// <summary>One line; values that cannot be shown interrupt it.</summary>
    public void DrawLine(StringBuilder svg, LineSeries series, Rgb colour)
    {
        var path = new StringBuilder();
        var dots = new StringBuilder();
        var pen = false;
        for (var i = 0; i < series.X.Count; i++)
        {
            if (!x.Shows(series.X[i]) || !y.Shows(series.Y[i]))
            {
                pen = false;
                continue;
            }
            (var atX, var atY) = (AtX(series.X[i]), AtY(series.Y[i]));
            path.Append(CultureInfo.InvariantCulture, $"{(pen ? 'L' : 'M')}{atX:0.##} {atY:0.##}");
            if (series.X.Count < DotsBelow)
                dots.Append(CultureInfo.InvariantCulture, $"""<circle cx="{atX:0.##}" cy="{atY:0.##}" r="3"/>""");
            pen = true;
        }
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.25" stroke-linejoin="round" stroke-linecap="round"/>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<g fill="{colour}">{dots}</g>""");
    }

    private double AtX(double value) => left + (x.Place(value) * (right - left));

    private double AtY(double value) => bottom - (y.Place(value) * (bottom - top));

    private static string Number(double tick)
    {
        var size = Math.Abs(tick);
        if (size == 0) return "0"; // not -0, which some steps arrive at
        return size is < 1e-4 or >= 1e6 ? tick.ToString("0.##e+0", CultureInfo.InvariantCulture) : tick.ToString("0.######", CultureInfo.InvariantCulture);
    }
}
