using Likeness.Imaging.Fitting;

namespace Likeness.Imaging.Drawing;

/// <summary>Paints pictures into equal places on a sheet: as large as fits, whole, centred, on a light ground.</summary>
internal sealed class TilePainter(Pixels sheet, int tileHeight, int tileWidth)
{
    private const byte Ground = 246;
    private readonly CoverFit fit = new();
    private readonly byte[] scaled = new byte[Pixels.ByteCount(tileHeight, tileWidth)];

    /// <summary>Paints one picture.</summary>
    public void Paint(Pixels picture, int top, int left)
    {
        var scale = Math.Min((double)tileHeight / picture.Height, (double)tileWidth / picture.Width);
        var height = Math.Clamp((int)Math.Round(picture.Height * scale, MidpointRounding.AwayFromZero), 1, tileHeight);
        var width = Math.Clamp((int)Math.Round(picture.Width * scale, MidpointRounding.AwayFromZero), 1, tileWidth);
        fit.Fit(picture.Rgb, picture.Height, picture.Width, scaled, height, width);
        for (var y = 0; y < tileHeight; y++)
            sheet.Row(top + y).Slice(left * Pixels.Channels, tileWidth * Pixels.Channels).Fill(Ground);
        var rowBytes = width * Pixels.Channels;
        for (var y = 0; y < height; y++)
        {
            var row = sheet.Row(top + ((tileHeight - height) / 2) + y);
            scaled.AsSpan(y * rowBytes, rowBytes).CopyTo(row[((left + ((tileWidth - width) / 2)) * Pixels.Channels)..]);
        }
    }
}
