using System.Buffers;
using System.Text;

namespace Likeness.Imaging.Scanning;

/// <summary>
/// Paths of bytes as text and back, without loss. Valid UTF-8 stays as it is; a byte that is not part of it becomes <c>\xHH</c> with
/// upper-case digits; a backslash that starts such a sequence in the name itself becomes <c>\x5C</c>. The text survives UTF-8, JSON
/// and databases, which lone surrogates would not.
/// </summary>
public static class EscapedPath
{
    /// <summary>The text of a path or name.</summary>
    /// <param name="path">Its bytes as the system has them, without a zero at the end.</param>
    public static string FromBytes(ReadOnlySpan<byte> path)
    {
        var text = new StringBuilder(path.Length);
        Span<char> utf16 = stackalloc char[2];
        for (var i = 0; i < path.Length;)
        {
            if (path[i] == '\\' && StartsEscape(path[i..]))
            {
                text.Append(@"\x5C");
                i++;
                continue;
            }
            var status = Rune.DecodeFromUtf8(path[i..], out var rune, out var consumed);
            if (status == OperationStatus.Done)
                text.Append(utf16[..rune.EncodeToUtf16(utf16)]);
            else
                foreach (var b in path.Slice(i, consumed))
                    text.Append(@"\x").Append(b.ToString("X2"));
            i += consumed;
        }
        return text.ToString();
    }

    /// <summary>The bytes of a path as the system takes them, with a zero at the end.</summary>
    /// <param name="path">As <see cref="FromBytes"/> gave it.</param>
    /// <exception cref="IOException">It holds a zero character, which no path can.</exception>
    public static byte[] ToBytes(string path)
    {
        if (path.Contains('\0'))
            throw new IOException("a path cannot hold a zero character");
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(path.Length) + 1];
        var length = Encoding.UTF8.GetBytes(path, bytes);
        var end = 0;
        for (var i = 0; i < length; end++)
        {
            if (StartsEscape(bytes.AsSpan(i, length - i)))
            {
                bytes[end] = (byte)((Digit(bytes[i + 2]) << 4) | Digit(bytes[i + 3]));
                i += 4;
            }
            else
            {
                bytes[end] = bytes[i++];
            }
        }
        Array.Resize(ref bytes, end + 1);
        bytes[end] = 0;
        return bytes;
    }

    private static bool StartsEscape(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 4 && bytes[0] == '\\' && bytes[1] == 'x' && Digit(bytes[2]) >= 0 && Digit(bytes[3]) >= 0;

    private static int Digit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => -1,
    };
}
