using System.Buffers.Binary;

namespace Likeness.Imaging.Tests.Support;

/// <summary>Puts segments into JPEGs that the writer leaves out.</summary>
internal static class JpegSurgery
{
    public static byte[] WithOrientation(byte[] jpeg, int orientation, bool little = true) =>
        WithSegment(jpeg, 0xE1, [.. "Exif\0\0"u8, .. Exif(orientation, little)]);

    public static byte[] WithSegment(byte[] jpeg, byte marker, byte[] content)
    {
        byte[] head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)(content.Length + 2));
        return [.. jpeg.AsSpan(0, 2), .. head, .. content, .. jpeg.AsSpan(2)];
    }

    /// <summary>A TIFF header and a directory of two entries, the second of which is the orientation.</summary>
    public static byte[] Exif(int orientation, bool little)
    {
        var block = new byte[8 + 2 + 24 + 4];
        (little ? "II*\0"u8 : "MM\0*"u8).CopyTo(block);
        Put32(4, 8);
        Put16(8, 2);
        (int Tag, int Type, int Count)[] entries = [(0x0100, 4, 1), (0x0112, 3, 1)];
        for (var i = 0; i < 2; i++)
        {
            Put16(10 + (12 * i), entries[i].Tag);
            Put16(12 + (12 * i), entries[i].Type);
            Put32(14 + (12 * i), entries[i].Count);
        }
        Put16(18 + 12, orientation);
        return block;

        void Put16(int at, int value)
        {
            if (little)
                BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(at), (ushort)value);
            else
                BinaryPrimitives.WriteUInt16BigEndian(block.AsSpan(at), (ushort)value);
        }

        void Put32(int at, int value)
        {
            if (little)
                BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(at), value);
            else
                BinaryPrimitives.WriteInt32BigEndian(block.AsSpan(at), value);
        }
    }
}
