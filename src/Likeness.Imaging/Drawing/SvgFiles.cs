using System.Text;
using Likeness.Storage;

namespace Likeness.Imaging.Drawing;

/// <summary>Writes a drawing as SVG and as PNG.</summary>
internal static class SvgFiles
{
    /// <summary>How many SVG pixels make a PNG's pixel: text stays sharp on fine screens.</summary>
    private const double PngScale = 2;

    /// <summary>Writes both, each file whole or not at all.</summary>
    public static void Write(string svg, string svgPath, string pngPath)
    {
        AtomicFile.Write(svgPath, Encoding.UTF8.GetBytes(svg));
        PictureWriter.WritePng(pngPath, SvgRenderer.Render(svg, PngScale));
    }
}
