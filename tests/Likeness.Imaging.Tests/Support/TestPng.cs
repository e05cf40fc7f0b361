using System.Buffers.Binary;
using System.IO.Compression;

namespace Likeness.Imaging.Tests.Support;

/// <summary>Writes PNGs of every kind, also wrong ones.</summary>
internal static class TestPng
{
    public const byte Grey = 0;
    public const byte Rgb = 2;
    public const byte Palette = 3;
    public const byte GreyAlpha = 4;
    public const byte Rgba = 6;

    /// <param name="height">As claimed.</param>
    /// <param name="width">As claimed.</param>
    /// <param name="depth">Bits per sample.</param>
    /// <param name="type">One of the constants.</param>
    /// <param name="samples">Rows without filter bytes.</param>
    /// <param name="palette">For palette pictures.</param>
    public static byte[] Write(int height, int width, byte depth, byte type, byte[] samples, byte[]? palette = null)
    {
        var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, type);
        Chunk(png, "IHDR"u8, header);
        if (palette is not null)
            Chunk(png, "PLTE"u8, palette);
        Chunk(png, "IDAT"u8, Compress(samples, samples.Length / Math.Max(1, Math.Min(height, samples.Length))));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>Puts a chunk before another one.</summary>
    /// <param name="png">The file.</param>
    /// <param name="before">The type of the first chunk that it goes before.</param>
    /// <param name="type">Its type.</param>
    /// <param name="content">Its content.</param>
    public static byte[] Insert(byte[] png, ReadOnlySpan<byte> before, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        var at = png.AsSpan().IndexOf(before) - 4;
        var chunk = new MemoryStream();
        Chunk(chunk, type, content);
        return [.. png.AsSpan(0, at), .. chunk.ToArray(), .. png.AsSpan(at)];
    }

    /// <summary>Spoils the checksum of the first chunk of a type.</summary>
    public static byte[] SpoilChecksum(byte[] png, ReadOnlySpan<byte> type)
    {
        byte[] spoilt = [.. png];
        var at = png.AsSpan().IndexOf(type);
        spoilt[at + 4 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at - 4))] ^= 0xFF;
        return spoilt;
    }

    private static byte[] Compress(byte[] samples, int rowBytes)
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var at = 0; at + rowBytes <= samples.Length && rowBytes > 0; at += rowBytes)
            {
                zlib.WriteByte(0);
                zlib.Write(samples, at, rowBytes);
            }
        }
        return compressed.ToArray();
    }

    private static void Chunk(Stream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        byte[] body = [.. type, .. content];
        png.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(body));
        png.Write(number);
    }

    public static uint Checksum(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB8_8320);
        }
        return ~crc;
    }
}
