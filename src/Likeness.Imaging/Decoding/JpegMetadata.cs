using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Likeness.Imaging.Decoding;

/// <summary>What the application segments of a JPEG say about how to show it.</summary>
/// <param name="Orientation">From Exif.</param>
/// <param name="IsSrgb">No colour profile, or one that means sRGB.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JpegMetadata(Orientation Orientation, bool IsSrgb)
{
    private const byte StartOfScan = 0xDA;
    private const byte App1 = 0xE1;
    private const byte App2 = 0xE2;

    /// <summary>Walks the segments before the picture data. What is damaged is left out; the decoder judges the file itself.</summary>
    public static JpegMetadata Read(ReadOnlySpan<byte> jpeg)
    {
        Orientation? orientation = null;
        var srgb = true;
        var at = 2;
        while (at + 4 <= jpeg.Length)
        {
            var marker = jpeg[at + 1];
            if (jpeg[at] != 0xFF || marker == 0xFF)
            {
                at++; // fill bytes may stand before a marker, and careless programs leave others there
                continue;
            }
            if (marker is >= 0xD0 and <= 0xD7 or 0x01)
            {
                at += 2; // these markers have no content
                continue;
            }
            int length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
            if (marker == StartOfScan || length < 2 || at + 2 + length > jpeg.Length)
                break;
            var content = jpeg.Slice(at + 4, length - 2);
            if (marker == App1 && content.StartsWith("Exif\0\0"u8))
                orientation ??= ExifOrientation.Read(content[6..]);
            else if (marker == App2 && content.StartsWith("ICC_PROFILE\0"u8))
                srgb &= IsWholeSrgbProfile(content[12..]);
            at += 2 + length;
        }
        return new JpegMetadata(orientation ?? Orientation.Upright, srgb);
    }

    // Two bytes number the parts of a long profile; no sRGB profile is long enough (64 KB) to need a second.
    private static bool IsWholeSrgbProfile(ReadOnlySpan<byte> part) =>
        part.Length > 2 && part[0] == 1 && part[1] == 1 && IccProfile.IsSrgb(part[2..]);
}
