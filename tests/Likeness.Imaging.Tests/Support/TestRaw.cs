using System.Buffers.Binary;

namespace Likeness.Imaging.Tests.Support;

/// <summary>Files laid out as cameras lay out their raw ones: directories of TIFF with what hangs on them.</summary>
internal sealed class TestRaw(string header = "II*\0")
{
    private readonly List<byte> file = [.. System.Text.Encoding.Latin1.GetBytes(header), 8, 0, 0, 0];

    /// <summary>Adds bytes, and says where they lie.</summary>
    public uint Add(ReadOnlySpan<byte> bytes)
    {
        var at = (uint)file.Count;
        file.AddRange(bytes);
        return at;
    }

    /// <summary>Adds a directory of long numbers; the first one has to be added first.</summary>
    /// <param name="next">Where the next one lies.</param>
    /// <param name="entries">Tags in ascending order, with one value each.</param>
    public uint AddDirectory(uint next, params (ushort Tag, uint Value)[] entries)
    {
        var at = (uint)file.Count;
        var bytes = new byte[2 + (12 * entries.Length) + 4];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = bytes.AsSpan(2 + (12 * i));
            BinaryPrimitives.WriteUInt16LittleEndian(entry, entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], 4);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], 1);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], entries[i].Value);
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), next);
        file.AddRange(bytes);
        return at;
    }

    /// <summary>Says in the header that the first directory lies elsewhere.</summary>
    public byte[] Finish(uint first)
    {
        byte[] bytes = [.. file];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), first);
        return bytes;
    }

    /// <summary>A raw file: a small preview, a large one and the sensor's data, in three directories.</summary>
    /// <param name="small">A JPEG.</param>
    /// <param name="large">A JPEG.</param>
    /// <param name="orientation">Of the first directory.</param>
    public static byte[] WithPreviews(byte[] small, byte[] large, uint orientation = 1)
    {
        var raw = new TestRaw();
        uint smallAt = raw.Add(small), largeAt = raw.Add(large), sensorAt = raw.Add(new byte[64 * 64 * 2]);
        var sensor = raw.AddDirectory(0, (256, 64), (257, 64), (258, 16), (259, 1), (262, 32803), (273, sensorAt), (277, 1), (278, 64), (279, 64 * 64 * 2));
        var preview = raw.AddDirectory(0, (259, 7), (262, 6), (273, largeAt), (279, (uint)large.Length));
        return raw.Finish(raw.AddDirectory(preview, (259, 6), (262, 6), (274, orientation), (330, sensor), (513, smallAt), (514, (uint)small.Length)));
    }
}
