using System.Buffers.Binary;

namespace Likeness.Imaging.Decoding;

/// <summary>What a PNG says in its chunks, wherever they stand: libraries differ in which they read (PNG, 3rd edition).</summary>
internal static class PngChunks
{
    private const int SignatureBytes = 8;
    private const int FrameBytes = 12; // length and type before the content, checksum behind it

    /// <summary>What is wrong with a file that no decoder takes, as far as its chunks show it; null where they do not.</summary>
    /// <param name="file">The whole file.</param>
    public static string? FindFault(ReadOnlySpan<byte> file)
    {
        var rest = Chunks(file);
        var hasPixels = false;
        while (TryNext(ref rest, out var type, out var content, out var checksum))
        {
            if (type.SequenceEqual("CgBI"u8))
                return "Apple's own kind of PNG (CgBI), which only its systems read; convert it to PNG";
            hasPixels |= type.SequenceEqual("IDAT"u8);
            var isCritical = (type[0] & 0x20) == 0;
            if (isCritical && Checksum(type, content) != checksum)
                return type.SequenceEqual("IDAT"u8) ? "the checksum of its pixels is wrong: some of them are damaged" : "the checksum of a part that it needs is wrong";
        }
        return rest.IsEmpty ? null : hasPixels ? "it is cut short: pixels are missing at its end" : "it is cut short before its pixels";
    }

    private static ReadOnlySpan<byte> Chunks(ReadOnlySpan<byte> file) => file.Length > SignatureBytes ? file[SignatureBytes..] : default;

    private static bool TryNext(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> content, out uint checksum)
    {
        type = default;
        content = default;
        checksum = 0;
        if (rest.Length < FrameBytes)
            return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - FrameBytes)
            return false;
        type = rest.Slice(4, 4);
        content = rest.Slice(8, (int)length);
        checksum = BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]);
        rest = type.SequenceEqual("IEND"u8) ? default : rest[(FrameBytes + (int)length)..];
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content) => ~Checksum(Checksum(uint.MaxValue, type), content);

    private static uint Checksum(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB8_8320);
        }
        return crc;
    }
}
