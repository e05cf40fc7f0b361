using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Likeness.Imaging.Decoding;

/// <summary>What the segments before the picture data of a JPEG say, whichever decoder reads the data.</summary>
/// <param name="Height">Rows as stored, before any turning.</param>
/// <param name="Width">Columns as stored.</param>
/// <param name="Components">1 of grey, 3 of colour, 4 of printing inks.</param>
/// <param name="IsLossless">Coded without loss, as raw data is; pictures never are.</param>
/// <param name="CoefficientBytes">Bytes of coefficients that any decoder keeps for the whole picture; 0 where it is decoded row by row.</param>
/// <param name="Orientation">From Exif.</param>
/// <param name="IsSrgb">No colour profile, or one that means sRGB.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JpegHeader(int Height, int Width, int Components, bool IsLossless, long CoefficientBytes, Orientation Orientation, bool IsSrgb)
{
    private const int BlockSide = 8;
    private const int BlockBytes = BlockSide * BlockSide * sizeof(short);

    /// <summary>Walks the segments. What is damaged in Exif or profile is left out, for the picture itself may be good.</summary>
    /// <exception cref="BadPictureException">There is no frame header, or no picture data behind it.</exception>
    public static JpegHeader Read(ReadOnlySpan<byte> jpeg)
    {
        Orientation? orientation = null;
        var srgb = true;
        ReadOnlySpan<byte> frame = default;
        byte kind = 0;
        for (var at = JpegMarker.Next(jpeg, 2); at >= 0;)
        {
            var marker = jpeg[at + 1];
            if (JpegMarker.StandsAlone(marker))
            {
                at = JpegMarker.Next(jpeg, at + 2);
                continue;
            }
            var length = JpegMarker.ContentLength(jpeg, at);
            if (length < 0)
                break;
            var content = jpeg.Slice(at + 4, length);
            if (marker == JpegMarker.StartOfScan && (frame.IsEmpty || content.IsEmpty))
                break;
            if (marker == JpegMarker.StartOfScan)
                return Describe(frame, kind, content[0] < frame[5], orientation ?? Orientation.Upright, srgb);
            if (JpegMarker.IsFrame(marker) && content.Length >= 6)
            {
                frame = content;
                kind = marker;
            }
            else if (marker == JpegMarker.App1 && content.StartsWith("Exif\0\0"u8))
                orientation ??= ExifOrientation.Read(content[6..]);
            else if (marker == JpegMarker.App2 && content.StartsWith("ICC_PROFILE\0"u8))
                srgb &= IsWholeSrgbProfile(content[12..]);
            at = JpegMarker.Next(jpeg, at + 4 + content.Length);
        }
        throw new BadPictureException("damaged JPEG: it ends in its header, before any picture data");
    }

    private static JpegHeader Describe(ReadOnlySpan<byte> frame, byte kind, bool severalScans, Orientation orientation, bool srgb)
    {
        int height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        var coefficients = severalScans || JpegMarker.IsProgressive(kind) ? Coefficients(frame, height, width) : 0;
        return new JpegHeader(height, width, frame[5], JpegMarker.IsLossless(kind), coefficients, orientation, srgb);
    }

    // Each component has its own share of the picture's size (ISO/IEC 10918-1, A.1.1), in blocks of 8 × 8.
    private static long Coefficients(ReadOnlySpan<byte> frame, int height, int width)
    {
        int across = 1, down = 1;
        for (var c = 0; c < frame[5] && 7 + (3 * c) < frame.Length; c++)
            (across, down) = (Math.Max(across, frame[7 + (3 * c)] >> 4), Math.Max(down, frame[7 + (3 * c)] & 15));
        long columns = (width + (across * BlockSide) - 1) / (across * BlockSide), rows = (height + (down * BlockSide) - 1) / (down * BlockSide), blocks = 0;
        for (var c = 0; c < frame[5] && 7 + (3 * c) < frame.Length; c++)
            blocks += columns * (frame[7 + (3 * c)] >> 4) * rows * (frame[7 + (3 * c)] & 15);
        return blocks * BlockBytes;
    }

    // Two bytes number the parts of a long profile; no sRGB profile is long enough (64 KB) to need a second.
    private static bool IsWholeSrgbProfile(ReadOnlySpan<byte> part) =>
        part.Length > 2 && part[0] == 1 && part[1] == 1 && IccProfile.IsSrgb(part[2..]);
}
