using System.Runtime.InteropServices;

namespace Likeness.Imaging;

/// <summary>A colour, as it lies in <see cref="Pixels"/>.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>The colour as CSS and SVG write it, <c>#rrggbb</c>.</summary>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";
}
