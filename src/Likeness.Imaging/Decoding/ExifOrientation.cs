namespace Likeness.Imaging.Decoding;

/// <summary>Reads the orientation out of an Exif block, which is the beginning of a TIFF file (CIPA DC-008).</summary>
internal static class ExifOrientation
{
    private const ushort Tag = 0x0112;

    /// <summary>The orientation; upright where the block has none or is damaged, for the picture itself may still be good.</summary>
    /// <param name="tiff">The block from its TIFF header on.</param>
    public static Orientation Read(ReadOnlySpan<byte> tiff) => Find(tiff) ?? Orientation.Upright;

    /// <summary>The same; null where the block has none or is damaged.</summary>
    public static Orientation? Find(ReadOnlySpan<byte> tiff)
    {
        var reader = new TiffReader(tiff);
        if (!reader.TryDirectory(reader.First, out var directory))
            return null;
        return directory.Find(Tag) is { Count: 1 } entry && reader.Numbers(entry) is [var number] ? Orienting.FromNumber((int)Math.Min(number, 9)) : null;
    }
}
