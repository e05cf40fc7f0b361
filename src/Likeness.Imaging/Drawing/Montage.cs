using System.Globalization;
using System.Text;

namespace Likeness.Imaging.Drawing;

/// <summary>
/// Pictures in rows on a white sheet, with captions, headings and frames: originals over their reconstructions, a query with its hits.
/// </summary>
public sealed record Montage
{
    private const int Margin = 24;
    private const int Gap = 14;
    private const int TitleSize = 20;
    private const int SubtitleSize = 13;
    private const int HeadingSize = 13;
    private const int CaptionSize = 11;
    private const int CaptionLine = 16;
    private const int FrameWidth = 4;

    /// <summary>From top to bottom, at least one.</summary>
    public required IReadOnlyList<MontageRow> Rows { get; init; }

    /// <summary>A line at the top; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>A smaller line below the title; null for none.</summary>
    public string? Subtitle { get; init; }

    /// <summary>Height of a picture's place in pixels, at least 16.</summary>
    public int TileHeight { get; init; } = 144;

    /// <summary>Width of a picture's place in pixels, at least 16.</summary>
    public int TileWidth { get; init; } = 144;

    /// <summary>Draws it.</summary>
    /// <exception cref="WrongSettingsException">There are no rows, a row has no tiles, or the places are too small.</exception>
    /// <exception cref="UnusableInputException">libvips is not installed or cannot draw text.</exception>
    public Pixels Draw()
    {
        Check();
        var columns = Rows.Max(static row => row.Tiles.Count);
        var width = (2 * Margin) + (columns * TileWidth) + ((columns - 1) * Gap);
        var text = new StringBuilder();
        var places = new List<(MontageTile Tile, int Top, int Left)>();
        var height = LayOut(width, text, places);
        var sheet = new Pixels(height, width);
        sheet.Rgb.AsSpan().Fill(255);
        var tiles = new TilePainter(sheet, TileHeight, TileWidth);
        foreach ((var tile, var top, var left) in places)
            tiles.Paint(tile.Picture, top, left);
        SvgRenderer.DrawOver(sheet, Document(height, width, text));
        return sheet;
    }

    private void Check()
    {
        if (Rows.Count == 0 || Rows.Any(static row => row.Tiles.Count == 0))
            throw new WrongSettingsException("a montage needs at least one row, and each row at least one picture");
        if (TileHeight < 16 || TileWidth < 16)
            throw new WrongSettingsException($"the places of a montage must be at least 16×16 pixels, not {TileHeight}×{TileWidth}");
    }

    private int LayOut(int width, StringBuilder text, List<(MontageTile Tile, int Top, int Left)> places)
    {
        var y = Margin;
        y = Line(text, y, Title, TitleSize, width, "#1b1f24", "600");
        y = Line(text, y, Subtitle, SubtitleSize, width, "#57606a", "400");
        if (Title is not null || Subtitle is not null)
            y += Gap - 4;
        foreach (var row in Rows)
        {
            y = Line(text, y, row.Heading, HeadingSize, width, "#424a53", "600");
            for (var i = 0; i < row.Tiles.Count; i++)
            {
                var left = Margin + (i * (TileWidth + Gap));
                places.Add((row.Tiles[i], y, left));
                Decorate(text, row.Tiles[i], y, left);
            }
            var lines = row.Tiles.Max(static tile => tile.Detail is not null ? 2 : tile.Caption is not null ? 1 : 0);
            y += TileHeight + Gap + (lines * CaptionLine);
        }
        return y - Gap + Margin;
    }

    private static int Line(StringBuilder text, int y, string? line, int size, int width, string colour, string weight)
    {
        if (line is null)
            return y;
        var cut = SvgText.Cut(line, size * 1.06, width - (2 * Margin));
        text.Append(CultureInfo.InvariantCulture, $"""<text x="{Margin}" y="{y + size}" font-size="{size}" font-weight="{weight}" fill="{colour}">{SvgText.Escape(cut)}</text>""");
        return y + size + 10;
    }

    private void Decorate(StringBuilder text, MontageTile tile, int top, int left)
    {
        if (tile.Frame is { } frame)
        {
            const double Half = FrameWidth / 2.0;
            text.Append(CultureInfo.InvariantCulture, $"""<rect x="{left - Half}" y="{top - Half}" width="{TileWidth + FrameWidth}" height="{TileHeight + FrameWidth}" rx="3" fill="none" stroke="{frame}" stroke-width="{FrameWidth}"/>""");
        }
        Below(text, tile.Caption, top + TileHeight + CaptionLine + 2, left, "#24292f");
        Below(text, tile.Detail, top + TileHeight + (2 * CaptionLine) + 2, left, "#6e7781");
    }

    private void Below(StringBuilder text, string? line, int y, int left, string colour)
    {
        if (line is null)
            return;
        var cut = SvgText.Escape(SvgText.Cut(line, CaptionSize, TileWidth));
        text.Append(CultureInfo.InvariantCulture, $"""<text x="{left + (TileWidth / 2.0)}" y="{y}" font-size="{CaptionSize}" text-anchor="middle" fill="{colour}">{cut}</text>""");
    }

    private static string Document(int height, int width, StringBuilder text) =>
        string.Create(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="{SvgText.Fonts}">{text}</svg>""");
}
