using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Likeness.Imaging.Decoding;

/// <summary>
/// Reads directories of a TIFF file, or of what is laid out as one (Exif, raw camera files): two letters for the byte order, two bytes that
/// differ among kinds, where the first directory lies; a directory is a count and entries of 12 bytes. Nothing is read outside the file.
/// </summary>
/// <param name="file">From its byte order on.</param>
internal readonly ref struct TiffReader(ReadOnlySpan<byte> file)
{
    private const int EntryBytes = 12;
    private const int MostNumbers = 64;

    private readonly ReadOnlySpan<byte> file = file;
    private readonly bool little = file.StartsWith("II"u8);

    /// <summary>Where the first directory lies; 0 where there is none, or this is no such file.</summary>
    public uint First => file.Length >= 8 && (little || file.StartsWith("MM"u8)) ? UInt32(4) : 0;

    /// <summary>Reads a directory.</summary>
    /// <param name="at">Where it lies.</param>
    /// <param name="directory">Its entries, as far as the file goes.</param>
    /// <returns>Whether it lies in the file.</returns>
    public bool TryDirectory(uint at, out Directory directory)
    {
        directory = default;
        if (at < 8 || at > file.Length - 2)
            return false;
        int count = UInt16((int)at), whole = Math.Min(count, (file.Length - (int)at - 2) / EntryBytes);
        var entries = new Entry[whole];
        for (var i = 0; i < whole; i++)
        {
            var entry = (int)at + 2 + (i * EntryBytes);
            entries[i] = new Entry(UInt16(entry), UInt16(entry + 2), UInt32(entry + 4), entry + 8);
        }
        var end = (int)at + 2 + (count * EntryBytes);
        directory = new Directory(entries, whole == count && end + 4 <= file.Length ? UInt32(end) : 0);
        return true;
    }

    /// <summary>The whole numbers that an entry holds (bytes, shorts, longs or directories); empty where they are of another type, very many, or not in the file.</summary>
    public uint[] Numbers(Entry entry)
    {
        var size = entry.Type switch { 1 or 7 => 1, 3 => 2, 4 or 13 => 4, _ => 0 };
        if (size == 0 || entry.Count > MostNumbers || Place(entry, size) is not { } at)
            return [];
        var numbers = new uint[entry.Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = size switch { 1 => file[at + i], 2 => UInt16(at + (2 * i)), _ => UInt32(at + (4 * i)) };
        return numbers;
    }

    /// <summary>Where the bytes of an entry lie, and how many there are; null where they do not lie in the file.</summary>
    public (int At, int Length)? Bytes(Entry entry) => Place(entry, 1) is { } at ? (at, (int)entry.Count) : null;

    // Four bytes or fewer stand in the entry itself.
    private int? Place(Entry entry, int size)
    {
        var length = (long)entry.Count * size;
        var at = length <= 4 ? entry.Value : (long)UInt32(entry.Value);
        return at + length <= file.Length ? (int)at : null;
    }

    private ushort UInt16(int at) => little ? BinaryPrimitives.ReadUInt16LittleEndian(file[at..]) : BinaryPrimitives.ReadUInt16BigEndian(file[at..]);

    private uint UInt32(int at) => little ? BinaryPrimitives.ReadUInt32LittleEndian(file[at..]) : BinaryPrimitives.ReadUInt32BigEndian(file[at..]);

    /// <summary>An entry of a directory.</summary>
    /// <param name="Tag">What it is.</param>
    /// <param name="Type">Of its values.</param>
    /// <param name="Count">Of its values.</param>
    /// <param name="Value">Where its four bytes lie that are the values, or say where these lie.</param>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Entry(ushort Tag, ushort Type, uint Count, int Value);

    /// <summary>A directory.</summary>
    /// <param name="Entries">In the order of the file.</param>
    /// <param name="Next">Where the next one lies; 0 for none.</param>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Directory(Entry[] Entries, uint Next)
    {
        /// <summary>The first entry of a tag.</summary>
        public Entry? Find(ushort tag)
        {
            foreach (var entry in Entries)
            {
                if (entry.Tag == tag)
                    return entry;
            }
            return null;
        }
    }
}
