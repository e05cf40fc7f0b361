using System.Buffers.Binary;

namespace Likeness.Imaging.Decoding;

/// <summary>Where the first frame of a GIF lies on its canvas: what it does not cover is transparent, which libvips says of some files only (GIF89a).</summary>
/// <param name="Left">Columns before it.</param>
/// <param name="Top">Rows above it.</param>
/// <param name="Width">Its columns.</param>
/// <param name="Height">Its rows.</param>
internal readonly record struct GifFrame(int Left, int Top, int Width, int Height)
{
    private const int HeaderBytes = 13;
    private const int DescriptorBytes = 10;
    private const byte ExtensionMark = 0x21;
    private const byte FrameMark = 0x2C;

    /// <summary>Finds it; null where there is none.</summary>
    /// <param name="file">The whole file.</param>
    public static GifFrame? ReadFirst(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderBytes)
            return null;
        var at = HeaderBytes + ((file[10] & 0x80) == 0 ? 0 : 3 << ((file[10] & 7) + 1));
        while (at + DescriptorBytes <= file.Length)
        {
            if (file[at] == FrameMark)
            {
                var numbers = file[(at + 1)..];
                return new GifFrame(
                    BinaryPrimitives.ReadUInt16LittleEndian(numbers), BinaryPrimitives.ReadUInt16LittleEndian(numbers[2..]),
                    BinaryPrimitives.ReadUInt16LittleEndian(numbers[4..]), BinaryPrimitives.ReadUInt16LittleEndian(numbers[6..]));
            }
            if (file[at] != ExtensionMark)
                return null;
            for (at += 2; at < file.Length && file[at] != 0;)
                at += file[at] + 1; // blocks, each after its length
            at++;
        }
        return null;
    }

    /// <summary>Whether nothing of a canvas is left free.</summary>
    public bool Covers(int height, int width) => Left == 0 && Top == 0 && Width >= width && Height >= height;
}
