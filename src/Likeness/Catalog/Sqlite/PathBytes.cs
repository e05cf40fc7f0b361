using System.Buffers;
using System.Text;

namespace Likeness.Catalog.Sqlite;

/// <summary>
/// Paths as bytes: UTF-8, widened so that a lone surrogate keeps its three bytes (WTF-8, Sapin, simonsapin.github.io/wtf-8).
/// Windows allows such names, and names that are no UTF-8 can come with them; plain UTF-8 would turn them all into the same "�".
/// </summary>
internal static class PathBytes
{
    public static byte[] From(string path)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(path.Length)];
        var written = 0;
        for (var i = 0; i < path.Length;)
        {
            if (Rune.DecodeFromUtf16(path.AsSpan(i), out var rune, out var consumed) == OperationStatus.Done)
            {
                written += rune.EncodeToUtf8(bytes.AsSpan(written));
            }
            else
            {
                bytes[written++] = (byte)(0xE0 | (path[i] >> 12));
                bytes[written++] = (byte)(0x80 | ((path[i] >> 6) & 0x3F));
                bytes[written++] = (byte)(0x80 | (path[i] & 0x3F));
                consumed = 1;
            }
            i += consumed;
        }
        return bytes.AsSpan(0, written).ToArray();
    }

    /// <exception cref="FormatException">The bytes were not written by <see cref="From"/>.</exception>
    public static string ToPath(ReadOnlySpan<byte> bytes)
    {
        var path = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) == OperationStatus.Done)
            {
                path.Append(rune.ToString());
            }
            else if (bytes is [0xED, >= 0xA0 and <= 0xBF, >= 0x80 and <= 0xBF, ..])
            {
                path.Append((char)(0xD000 | ((bytes[1] & 0x3F) << 6) | (bytes[2] & 0x3F)));
                consumed = 3;
            }
            else
            {
                throw new FormatException($"A stored path holds the byte {bytes[0]:X2} where a character should begin.");
            }
            bytes = bytes[consumed..];
        }
        return path.ToString();
    }
}
