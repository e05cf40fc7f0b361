using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Likeness.Imaging.Tests.Support;

/// <summary>Writes TIFFs of numbers that libvips would not write as they are: one strip, not compressed.</summary>
internal static class TestTiff
{
    private const int Whole = 1;
    private const int Signed = 2;
    private const int Header = 8;

    /// <param name="numbers">height × width × channels, of 16 or 32 bits.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">1 for grey, 3 for RGB.</param>
    public static byte[] Write<T>(T[] numbers, int width, int channels) where T : unmanaged
    {
        var pixels = MemoryMarshal.AsBytes<T>(numbers);
        var bits = pixels.Length / numbers.Length * 8;
        var format = typeof(T) == typeof(short) || typeof(T) == typeof(int) ? Signed : Whole;
        // Bits and formats of three channels do not fit into their entries; they lie behind the directory.
        (int Tag, int Value)[] entries =
        [
            (256, width), (257, numbers.Length / width / channels), (258, bits), (259, 1), (262, channels == 1 ? 1 : 2),
            (273, 0), (277, channels), (278, numbers.Length / width / channels), (279, pixels.Length), (339, format),
        ];
        var behind = Header + 2 + (12 * entries.Length) + 4;
        var start = behind + (2 * 2 * channels);
        var file = new byte[start + pixels.Length];
        "II*\0"u8.CopyTo(file);
        file[4] = Header;
        file[Header] = (byte)entries.Length;
        for (var i = 0; i < entries.Length; i++)
        {
            (var tag, var value) = entries[i];
            var entry = file.AsSpan(Header + 2 + (12 * i));
            var isArray = tag is 258 or 339;
            BinaryPrimitives.WriteInt16LittleEndian(entry, (short)tag);
            entry[2] = isArray ? (byte)3 : (byte)4;
            entry[4] = isArray ? (byte)channels : (byte)1;
            var place = behind + (tag == 258 ? 0 : 2 * channels);
            for (var c = 0; c < channels && isArray; c++)
                BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(place + (2 * c)), (short)value);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], tag == 273 ? start : isArray && channels > 2 ? place : value);
        }
        pixels.CopyTo(file.AsSpan(start));
        return file;
    }
}
