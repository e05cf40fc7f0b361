using System.Globalization;
using System.Text;

namespace Likeness.Imaging.Drawing;

/// <summary>The names of the lines in their colours, in rows above the plot.</summary>
internal sealed class ChartLegend
{
    private const int RowHeight = 22;
    private const int Stroke = 20;
    private const int FontSize = 12;
    private readonly List<(string Name, Rgb Colour, double X, int Row)> items = [];

    /// <param name="series">The lines.</param>
    /// <param name="colour">Of each.</param>
    /// <param name="left">Where rows begin, in pixels.</param>
    /// <param name="right">Where they end.</param>
    public ChartLegend(IReadOnlyList<LineSeries> series, Func<int, Rgb> colour, int left, int right)
    {
        double x = left;
        var row = 0;
        for (var i = 0; i < series.Count; i++)
        {
            var name = SvgText.Cut(series[i].Name, FontSize, right - left - Stroke - 8);
            var width = Stroke + 8 + SvgText.Width(name, FontSize) + 18;
            if (x > left && x + width - 18 > right)
            {
                x = left;
                row++;
            }
            items.Add((name, colour(i), x, row));
            x += width;
        }
        Height = (row + 1) * RowHeight;
    }

    /// <summary>Pixels from the top of the first row to the bottom of the last.</summary>
    public int Height { get; }

    /// <summary>Draws it from a height downwards.</summary>
    public void Draw(StringBuilder svg, int top)
    {
        foreach ((var name, var colour, var x, var row) in items)
        {
            var y = top + (row * RowHeight);
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{x:0.#}" y1="{y}" x2="{x + Stroke:0.#}" y2="{y}" stroke="{colour}" stroke-width="3" stroke-linecap="round"/>""");
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x + Stroke + 8:0.#}" y="{y + 4}" font-size="{FontSize}">{SvgText.Escape(name)}</text>""");
        }
    }
}
