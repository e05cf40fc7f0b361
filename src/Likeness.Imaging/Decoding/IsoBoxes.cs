using System.Buffers.Binary;

namespace Likeness.Imaging.Decoding;

/// <summary>The outermost boxes of an ISO base media file (ISO/IEC 14496-12), as HEIC and AVIF are.</summary>
internal static class IsoBoxes
{
    /// <summary>Whether there is a whole box of a type.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="type">Four letters.</param>
    public static bool Has(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type) => !Find(file, type).IsEmpty;

    /// <summary>The first box of a type, its header included; empty where there is none, or it is cut short.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="type">Four letters.</param>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type)
    {
        while (file.Length >= 8)
        {
            ulong length = BinaryPrimitives.ReadUInt32BigEndian(file);
            if (length == 1 && file.Length >= 16)
                length = BinaryPrimitives.ReadUInt64BigEndian(file[8..]);
            else if (length == 0)
                length = (ulong)file.Length; // up to the end
            if (length < 8 || length > (ulong)file.Length)
                return default;
            if (file[4..].StartsWith(type))
                return file[..(int)length];
            file = file[(int)length..];
        }
        return default;
    }
}
