using System.Buffers.Binary;

namespace Likeness.Imaging.Decoding;

/// <summary>
/// The orientation in files other than JPEG that carry an Exif block: read by the same few lines as a JPEG's, so that the same damage
/// has the same outcome, and never stops a picture.
/// </summary>
internal static class StoredOrientation
{
    private const int PngSignature = 8;
    private const int RiffHeader = 12;

    /// <summary>What the Exif block says; null where there is none, or where the format keeps it in another way.</summary>
    public static Orientation? Find(ReadOnlySpan<byte> file, PictureFormat format) => format switch
    {
        PictureFormat.Png => InPng(file),
        PictureFormat.WebP => InWebP(file),
        _ => null,
    };

    // Chunks of a length, four letters, the content and a checksum; eXIf may stand before or behind the picture (PNG, third edition).
    private static Orientation? InPng(ReadOnlySpan<byte> file)
    {
        for (long at = PngSignature; at + 12 <= file.Length;)
        {
            var chunk = file[(int)at..];
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (length > chunk.Length - 12)
                return null;
            if (chunk[4..].StartsWith("eXIf"u8))
                return Read(chunk.Slice(8, (int)length));
            at += 12 + length;
        }
        return null;
    }

    // Chunks of four letters, a length and the content, padded to even lengths.
    private static Orientation? InWebP(ReadOnlySpan<byte> file)
    {
        for (long at = RiffHeader; at + 8 <= file.Length;)
        {
            var chunk = file[(int)at..];
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (length > chunk.Length - 8)
                return null;
            if (chunk.StartsWith("EXIF"u8))
                return Read(chunk.Slice(8, (int)length));
            at += 8 + length + (length & 1);
        }
        return null;
    }

    // Some writers leave the beginning in place that the block has in a JPEG.
    private static Orientation Read(ReadOnlySpan<byte> block) => ExifOrientation.Read(block.StartsWith("Exif\0\0"u8) ? block[6..] : block);
}
