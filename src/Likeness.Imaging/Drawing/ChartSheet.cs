using System.Globalization;
using System.Text;

namespace Likeness.Imaging.Drawing;

/// <summary>Charts side by side in one drawing, as SVG and as PNG.</summary>
public sealed record ChartSheet
{
    /// <summary>From left to right, at least one.</summary>
    public required IReadOnlyList<LineChart> Charts { get; init; }

    /// <summary>Writes the sheet twice, each file whole or not at all.</summary>
    /// <param name="svgPath">The SVG to create or replace.</param>
    /// <param name="pngPath">The PNG to create or replace; twice as fine.</param>
    /// <exception cref="UnusableInputException">A place cannot be written to, or libvips is not installed.</exception>
    /// <exception cref="WrongSettingsException">There is nothing to show.</exception>
    public void Write(string svgPath, string pngPath) => SvgFiles.Write(ToSvg(), svgPath, pngPath);

    /// <summary>The sheet as an SVG document.</summary>
    /// <exception cref="WrongSettingsException">There are no charts, or one of them has nothing to show.</exception>
    public string ToSvg()
    {
        if (Charts.Count == 0)
            throw new WrongSettingsException("a sheet of charts needs at least one chart, and none was given");
        var width = Charts.Count * LineChart.Width;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{LineChart.Height}" viewBox="0 0 {width} {LineChart.Height}">""");
        for (var i = 0; i < Charts.Count; i++)
            svg.Append(CultureInfo.InvariantCulture, $"""<g transform="translate({i * LineChart.Width} 0)">{Charts[i].ToSvg()}</g>""");
        return svg.Append("</svg>").ToString();
    }
}
