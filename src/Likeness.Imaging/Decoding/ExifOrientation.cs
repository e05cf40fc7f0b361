using System.Buffers.Binary;

namespace Likeness.Imaging.Decoding;

/// <summary>Reads the orientation out of an Exif block: a TIFF header, then one directory of 12-byte entries (CIPA DC-008).</summary>
internal static class ExifOrientation
{
    private const ushort Tag = 0x0112;
    private const ushort ShortType = 3;
    private const int EntryBytes = 12;

    /// <summary>The orientation; upright where the block has none or is damaged, for the picture itself may still be good.</summary>
    /// <param name="tiff">The block from its TIFF header on.</param>
    public static Orientation Read(ReadOnlySpan<byte> tiff)
    {
        var little = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || (!little && !tiff.StartsWith("MM\0*"u8)))
            return Orientation.Upright;
        var directory = ReadUInt32(tiff[4..], little);
        if (directory > tiff.Length - 2)
            return Orientation.Upright;
        var entries = tiff[(int)directory..];
        int count = ReadUInt16(entries, little);
        entries = entries[2..];
        for (var i = 0; i < count && entries.Length >= EntryBytes; i++, entries = entries[EntryBytes..])
        {
            if (ReadUInt16(entries, little) != Tag)
                continue;
            var oneShort = ReadUInt16(entries[2..], little) == ShortType && ReadUInt32(entries[4..], little) == 1;
            return oneShort ? Orienting.FromNumber(ReadUInt16(entries[8..], little)) : Orientation.Upright;
        }
        return Orientation.Upright;
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
