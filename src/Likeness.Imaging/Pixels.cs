namespace Likeness.Imaging;

/// <summary>A picture in memory: 8-bit sRGB without alpha, upright, rows from top to bottom, three bytes (red, green, blue) a pixel.</summary>
public sealed class Pixels
{
    /// <summary>Bytes per pixel.</summary>
    public const int Channels = 3;

    /// <summary>A black picture.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    public Pixels(int height, int width) : this(height, width, new byte[ByteCount(height, width)]) { }

    /// <summary>Wraps bytes without copying them.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="rgb">height × width × 3 bytes.</param>
    /// <exception cref="WrongSettingsException">The sizes are not positive, or the bytes are not height × width × 3.</exception>
    public Pixels(int height, int width, byte[] rgb)
    {
        ArgumentNullException.ThrowIfNull(rgb);
        var expected = ByteCount(height, width);
        if (rgb.Length != expected)
            throw new WrongSettingsException($"a picture of {height}×{width} pixels has {expected} bytes, but {rgb.Length} were given");
        Height = height;
        Width = width;
        Rgb = rgb;
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>The bytes: Height × Width × 3.</summary>
    public byte[] Rgb { get; }

    /// <summary>One row: Width × 3 bytes.</summary>
    /// <param name="y">0 (top) to Height − 1.</param>
    public Span<byte> Row(int y) => Rgb.AsSpan(y * Width * Channels, Width * Channels);

    /// <summary>How many bytes a picture of this size takes.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <exception cref="WrongSettingsException">A size is not positive, or the picture would not fit into one array.</exception>
    public static int ByteCount(int height, int width)
    {
        var count = (long)height * width * Channels;
        return height >= 1 && width >= 1 && count <= Array.MaxLength
            ? (int)count
            : throw new WrongSettingsException($"a picture of {height}×{width} pixels cannot be: height and width must be at least 1, their product at most {Array.MaxLength / Channels}");
    }
}
