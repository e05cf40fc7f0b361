using System.Buffers.Binary;

namespace Likeness.Imaging.Tests.Support;

/// <summary>Writes Windows bitmaps of every kind, also wrong ones.</summary>
internal static class TestBmp
{
    /// <param name="width">As claimed.</param>
    /// <param name="height">As claimed; below 0 for rows from above.</param>
    /// <param name="depth">Bits a pixel.</param>
    /// <param name="compression">0 none, 1 and 2 run lengths, 3 bit fields.</param>
    /// <param name="pixels">The rows, padded to four bytes, or the runs.</param>
    /// <param name="palette">Four bytes a colour, or three in a core header.</param>
    /// <param name="masks">Red, green, blue and opacity, for bit fields.</param>
    /// <param name="headerBytes">12, 40, 108 or 124.</param>
    public static byte[] Write(
        int width, int height, int depth, int compression, byte[] pixels, byte[]? palette = null, uint[]? masks = null, int headerBytes = 40)
    {
        palette ??= [];
        var masksBehind = masks is not null && headerBytes == 40 ? 12 : 0;
        var start = 14 + headerBytes + masksBehind + palette.Length;
        var file = new byte[start + pixels.Length];
        "BM"u8.CopyTo(file);
        Write(file, 2, file.Length);
        Write(file, 10, start);
        Write(file, 14, headerBytes);
        if (headerBytes == 12)
        {
            (file[18], file[20], file[22], file[24]) = ((byte)width, (byte)height, 1, (byte)depth);
        }
        else
        {
            Write(file, 18, width);
            Write(file, 22, height);
            (file[26], file[28]) = (1, (byte)depth);
            Write(file, 30, compression);
            Write(file, 46, palette.Length / 4);
            for (var i = 0; i < masks?.Length && (headerBytes > 40 || i < 3); i++)
                Write(file, 54 + (4 * i), (int)masks[i]);
        }
        palette.CopyTo(file, start - palette.Length);
        pixels.CopyTo(file, start);
        return file;
    }

    private static void Write(byte[] file, int at, int number) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), number);
}
