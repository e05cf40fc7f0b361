using System.Runtime.InteropServices;

namespace Likeness.Imaging.TurboJpeg;

/// <summary>What the frame header of a JPEG says.</summary>
/// <param name="Height">Rows as stored, before any turning.</param>
/// <param name="Width">Columns as stored.</param>
/// <param name="ColourSpace">As stored.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JpegFrame(int Height, int Width, JpegColourSpace ColourSpace);
