using System.Globalization;
using System.Text;
using Likeness.Storage;

namespace Likeness.Imaging.Drawing;

/// <summary>Steps that follow one another, as boxes with arrows between them: down each column, then on at the top of the next.</summary>
public sealed record FlowDiagram
{
    private const int Margin = 32;
    private const int Top = 84;
    private const int HeadingHeight = 34;
    private const int BoxWidth = 372;
    private const int TallBox = 56;
    private const int SmallBox = 34;
    private const int Gap = 22;
    private const int ColumnGap = 68;
    private const int Inset = 16;
    private const double PngScale = 2;
    private const string ArrowStyle = "fill=\"none\" stroke=\"#8c959f\" stroke-width=\"1.75\" stroke-linejoin=\"round\" marker-end=\"url(#arrow)\"";

    /// <summary>From left to right, at least one, each with at least one box.</summary>
    public required IReadOnlyList<FlowColumn> Columns { get; init; }

    /// <summary>A line at the top.</summary>
    public required string Title { get; init; }

    /// <summary>A smaller line below it; null for none.</summary>
    public string? Subtitle { get; init; }

    /// <summary>Writes the diagram twice, each file whole or not at all.</summary>
    /// <param name="svgPath">The SVG to create or replace.</param>
    /// <param name="pngPath">The PNG to create or replace; twice as fine.</param>
    /// <exception cref="UnusableInputException">A place cannot be written to, or libvips is not installed.</exception>
    /// <exception cref="WrongSettingsException">There is nothing to show.</exception>
    public void Write(string svgPath, string pngPath)
    {
        var svg = ToSvg();
        AtomicFile.Write(svgPath, Encoding.UTF8.GetBytes(svg));
        PictureWriter.WritePng(pngPath, SvgRenderer.Render(svg, PngScale));
    }

    /// <summary>The diagram as an SVG document.</summary>
    /// <exception cref="WrongSettingsException">There is nothing to show.</exception>
    public string ToSvg()
    {
        if (Columns.Count == 0 || Columns.Any(column => column.Boxes.Count == 0))
            throw new WrongSettingsException("a diagram needs at least one box in every column, and at least one column");
        var width = 2 * Margin + Columns.Count * BoxWidth + (Columns.Count - 1) * ColumnGap;
        var height = Top + HeadingHeight + Columns.Max(Height) + Margin;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{SvgText.Fonts}" font-size="12" fill="#424a53">""");
        svg.Append("""<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="#8c959f"/></marker></defs>""");
        svg.Append("""<rect width="100%" height="100%" fill="#ffffff"/>""");
        Text(svg, Margin, 38, 18, "#1b1f24", Title, width - 2 * Margin, weight: 600);
        if (Subtitle is not null) Text(svg, Margin, 60, 12.5, "#6e7681", Subtitle, width - 2 * Margin);
        for (var i = 0; i < Columns.Count; i++) DrawColumn(svg, i);
        return svg.Append("</svg>").ToString();
    }

    private static int Left(int column) => Margin + column * (BoxWidth + ColumnGap);

    private static int Height(FlowBox box) => box.Detail is null ? SmallBox : TallBox;

    private static int Height(FlowColumn column) => column.Boxes.Sum(Height) + (column.Boxes.Count - 1) * Gap;

    private void DrawColumn(StringBuilder svg, int index)
    {
        var (column, left, y) = (Columns[index], Left(index), Top + HeadingHeight);
        Text(svg, left, Top + 14, 13, "#1b1f24", column.Heading, BoxWidth, weight: 600);
        svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{left}" y1="{Top + 22}" x2="{left + BoxWidth}" y2="{Top + 22}" stroke="#d0d7de"/>""");
        for (var i = 0; i < column.Boxes.Count; i++)
        {
            DrawBox(svg, column.Boxes[i], left, y);
            y += Height(column.Boxes[i]) + Gap;
            if (i + 1 < column.Boxes.Count) svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{left + BoxWidth / 2} {y - Gap + 1}V{y - 1}" {ArrowStyle}/>""");
        }

        if (index + 1 == Columns.Count) return;
        // Out at the side of the last box, up between the columns, in at the side of the next one's first.
        var (from, to) = (y - Gap - Height(column.Boxes[^1]) / 2, Top + HeadingHeight + Height(Columns[index + 1].Boxes[0]) / 2);
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{left + BoxWidth + 1} {from}H{left + BoxWidth + ColumnGap / 2}V{to}H{Left(index + 1) - 1}" {ArrowStyle}/>""");
    }

    private static void DrawBox(StringBuilder svg, FlowBox box, int left, int top)
    {
        var (height, right) = (Height(box), left + BoxWidth - Inset);
        svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{left}" y="{top}" width="{BoxWidth}" height="{height}" rx="7" fill="{box.Colour}" fill-opacity="0.07" stroke="{box.Colour}" stroke-opacity="0.55"/>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{left + 5} {top + 0.5}a5 5 0 0 0 -4.5 5v{height - 11}a5 5 0 0 0 4.5 5z" fill="{box.Colour}"/>""");
        var kind = SvgText.Cut(box.Kind, 12, BoxWidth / 2 - Inset);
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{right}" y="{top + 22}" text-anchor="end" fill="{box.Colour}">{SvgText.Escape(kind)}</text>""");
        Text(svg, left + Inset, top + 22, 13, "#1b1f24", box.Name, BoxWidth - 3 * Inset - SvgText.Width(kind, 12), weight: 600);
        if (box.Detail is null) return;
        var note = box.Note is null ? "" : SvgText.Cut(box.Note, 12, BoxWidth / 2 - Inset);
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{right}" y="{top + 43}" text-anchor="end" fill="#6e7681">{SvgText.Escape(note)}</text>""");
        Text(svg, left + Inset, top + 43, 12, "#424a53", box.Detail, BoxWidth - 3 * Inset - SvgText.Width(note, 12));
    }

    private static void Text(StringBuilder svg, int x, int y, double size, string colour, string text, double width, int weight = 400) =>
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{colour}">{SvgText.Escape(SvgText.Cut(text, size, width))}</text>""");
}
