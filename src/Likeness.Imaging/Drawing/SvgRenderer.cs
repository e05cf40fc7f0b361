using System.Text;
using Likeness.Imaging.Vips;
using NetVips;

namespace Likeness.Imaging.Drawing;

/// <summary>Turns SVG that this project wrote into pixels (librsvg through libvips). Never for files from elsewhere.</summary>
public static class SvgRenderer
{
    private const int RgbaBands = 4;

    /// <summary>Renders over white.</summary>
    /// <param name="svg">A whole SVG document with a size in pixels.</param>
    /// <param name="scale">Pixels per SVG pixel, above 0; 2 gives text that is sharp on fine screens.</param>
    /// <exception cref="UnusableInputException">The document is not SVG, or libvips is not installed or cannot read SVG.</exception>
    public static Pixels Render(string svg, double scale = 1)
    {
        (var rgba, var height, var width) = RenderTransparent(svg, scale);
        var picture = new Pixels(height, width);
        picture.Rgb.AsSpan().Fill(255);
        Overlay(picture, rgba);
        return picture;
    }

    /// <summary>Lays rendered SVG of the same size over a picture.</summary>
    /// <exception cref="UnusableInputException">The document is not SVG, or libvips is not installed or cannot read SVG.</exception>
    internal static void DrawOver(Pixels picture, string svg)
    {
        (var rgba, var height, var width) = RenderTransparent(svg, 1);
        if (height != picture.Height || width != picture.Width)
            throw new WrongSettingsException($"an overlay of {height}×{width} pixels does not fit a picture of {picture.Height}×{picture.Width}");
        Overlay(picture, rgba);
    }

    private static (byte[] Rgba, int Height, int Width) RenderTransparent(string svg, double scale)
    {
        ArgumentNullException.ThrowIfNull(svg);
        if (!(scale > 0))
            throw new WrongSettingsException($"the scale of a rendering must be above 0, not {scale}");
        var document = Encoding.UTF8.GetBytes(svg);
        return VipsWork.Run(
            () =>
            {
                using var image = Image.SvgloadBuffer(document, scale: scale);
                if (image.Bands != RgbaBands)
                    throw new VipsException($"expected {RgbaBands} bands, found {image.Bands}");
                return (image.ToBytes(static length => new byte[length]), image.Height, image.Width);
            },
            message => new UnusableInputException($"the drawing cannot be rendered: {message}; expected libvips with SVG support (librsvg)"));
    }

    private static void Overlay(Pixels picture, byte[] rgba)
    {
        var rgb = picture.Rgb;
        for (int i = 0, j = 0; i < rgb.Length; i += Pixels.Channels, j += RgbaBands)
        {
            int alpha = rgba[j + 3];
            if (alpha == 0)
                continue;
            for (var c = 0; c < Pixels.Channels; c++)
                rgb[i + c] = (byte)(((rgba[j + c] * alpha) + (rgb[i + c] * (255 - alpha)) + 127) / 255);
        }
    }
}
