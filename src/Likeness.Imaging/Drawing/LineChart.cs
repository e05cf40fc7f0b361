using System.Globalization;
using System.Text;

namespace Likeness.Imaging.Drawing;

/// <summary>A line chart, as SVG and as PNG.</summary>
public sealed record LineChart
{
    internal const int Height = 460;
    internal const int Width = 820;
    private const int Left = 84;
    private const int Right = 28;
    private const int Bottom = 58;

    // Told apart by people who see colours differently, and on paper (after Okabe and Ito).
    private static readonly Rgb[] Palette =
        [new(0, 114, 178), new(213, 94, 0), new(0, 158, 115), new(204, 121, 167), new(86, 180, 233), new(230, 159, 0)];

    /// <summary>The lines, at least one, with at least one value that can be shown among them.</summary>
    public required IReadOnlyList<LineSeries> Series { get; init; }

    /// <summary>A line at the top; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>What the horizontal axis counts; null for nothing.</summary>
    public string? XTitle { get; init; }

    /// <summary>What the vertical axis measures; null for nothing.</summary>
    public string? YTitle { get; init; }

    /// <summary>Whether equal ratios of values take equal heights.</summary>
    public bool LogarithmicY { get; init; }

    /// <summary>A place to point out; null for none. Left out where it lies outside of what the lines show.</summary>
    public ChartMark? Mark { get; init; }

    /// <summary>Writes the chart twice, each file whole or not at all.</summary>
    /// <param name="svgPath">The SVG to create or replace.</param>
    /// <param name="pngPath">The PNG to create or replace; twice as fine.</param>
    /// <exception cref="UnusableInputException">A place cannot be written to, or libvips is not installed.</exception>
    /// <exception cref="WrongSettingsException">There is nothing to show.</exception>
    public void Write(string svgPath, string pngPath) => SvgFiles.Write(ToSvg(), svgPath, pngPath);

    /// <summary>The chart as an SVG document.</summary>
    /// <exception cref="WrongSettingsException">There is nothing to show, or a series has not as many positions as values.</exception>
    public string ToSvg()
    {
        (var x, var y) = Axes();
        var legend = new ChartLegend(Series, Colour, Left, Width - Right);
        var top = (Title is null ? 22 : 52) + legend.Height;
        var plot = new ChartPlot(x, y, top, Left, Height - Bottom, Width - Right);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{Height}" viewBox="0 0 {Width} {Height}" font-family="{SvgText.Fonts}" font-size="12" fill="#424a53">""");
        svg.Append("""<rect width="100%" height="100%" fill="#ffffff"/>""");
        if (Title is not null)
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="32" font-size="17" font-weight="600" fill="#1b1f24">{SvgText.Escape(SvgText.Cut(Title, 18, Width - Left - Right))}</text>""");
        legend.Draw(svg, top - legend.Height);
        plot.DrawGrid(svg);
        if (Mark is not null)
            plot.DrawMark(svg, Mark);
        for (var i = 0; i < Series.Count; i++)
            plot.DrawLine(svg, Series[i], Colour(i));
        DrawAxisTitles(svg, top);
        return svg.Append("</svg>").ToString();
    }

    private Rgb Colour(int series) => Series[series].Colour ?? Palette[series % Palette.Length];

    private void DrawAxisTitles(StringBuilder svg, int top)
    {
        if (XTitle is not null)
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{(Left + Width - Right) / 2}" y="{Height - 14}" text-anchor="middle">{SvgText.Escape(XTitle)}</text>""");
        var middle = (top + Height - Bottom) / 2;
        if (YTitle is not null)
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="20" y="{middle}" text-anchor="middle" transform="rotate(-90 20 {middle})">{SvgText.Escape(YTitle)}</text>""");
    }

    private (ChartAxis X, ChartAxis Y) Axes()
    {
        (var leastX, var mostX, var leastY, var mostY) = (double.MaxValue, double.MinValue, double.MaxValue, double.MinValue);
        var whole = true;
        foreach (var series in Series)
        {
            if (series.X.Count != series.Y.Count)
                throw new WrongSettingsException($"the series {series.Name} has {series.X.Count} positions but {series.Y.Count} values");
            for (var i = 0; i < series.X.Count; i++)
            {
                (var x, var y) = (series.X[i], series.Y[i]);
                if (!double.IsFinite(x) || !double.IsFinite(y) || (LogarithmicY && y <= 0))
                    continue;
                (leastX, mostX) = (Math.Min(leastX, x), Math.Max(mostX, x));
                (leastY, mostY) = (Math.Min(leastY, y), Math.Max(mostY, y));
                whole &= x == Math.Floor(x);
            }
        }
        if (leastX > mostX)
            throw new WrongSettingsException("a chart needs at least one value that can be shown, and none was given");
        return (new ChartAxis(leastX, mostX, false, widen: false, whole), new ChartAxis(leastY, mostY, LogarithmicY, widen: true));
    }
}
