using System.Buffers.Binary;

namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Pictures made byte by byte.</summary>
internal static class PictureBytes
{
    /// <summary>A PNG that claims a size and holds hardly any data.</summary>
    public static byte[] Png(int width, int height)
    {
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2); // 8 bits, RGB
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, [0x78, 0x9C, 0x63, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01]);
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>A GIF of 2×2 pixels that shows one colour, then another.</summary>
    public static byte[] AnimatedGif() =>
    [
        .. "GIF89a"u8, 2, 0, 2, 0, 0x80, 0, 0, 200, 30, 30, 30, 30, 200,
        .. Frame(0x84, 0x51), // 0 0 0 0
        .. Frame(0x8C, 0x53), // 1 1 1 1
        0x3B,
    ];

    // A graphic control extension, an image descriptor, and four equal pixels as LZW codes of 3 bits: clear, a, aa, a, end.
    private static byte[] Frame(byte low, byte high) =>
        [0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 2, low, high, 0];

    private static void Chunk(Stream file, ReadOnlySpan<byte> kind, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] checkedBytes = [.. kind, .. data];
        file.Write(checkedBytes);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(checkedBytes));
        file.Write(number);
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }

        return ~crc;
    }
}
