namespace Likeness.Imaging.Decoding;

/// <summary>Tells formats by their first bytes; names lie.</summary>
public static class FormatDetector
{
    /// <summary>The format of a file.</summary>
    /// <param name="file">The file, or at least its first 64 bytes.</param>
    public static PictureFormat Detect(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return PictureFormat.Jpeg;
        if (file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]))
            return PictureFormat.Png;
        if (file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8))
            return PictureFormat.Gif;
        if (file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8))
            return PictureFormat.WebP;
        if (file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) || file.StartsWith("II+\0"u8) || file.StartsWith("MM\0+"u8))
            return PictureFormat.Tiff;
        // Olympus, Panasonic and Fujifilm have headers of their own; Canon's CR3 is an ISO base media file.
        if (file.StartsWith("IIRO"u8) || file.StartsWith("IIRS"u8) || file.StartsWith("MMOR"u8) || file.StartsWith("IIU\0"u8) || file.StartsWith("FUJIFILMCCD-RAW"u8)
            || (file.Length >= 12 && file[4..].StartsWith("ftypcrx "u8)))
            return PictureFormat.Raw;
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || IsBoxed(file, "JXL "u8))
            return PictureFormat.Jxl;
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]) || IsBoxed(file, "jP  "u8))
            return PictureFormat.Jp2;
        if (BmpDecoder.IsBmp(file))
            return PictureFormat.Bmp;
        return IsHeif(file) ? PictureFormat.Heif : PictureFormat.Unknown;
    }

    // The first box of the families of JPEG 2000: its type, and line ends that a careless transfer would spoil.
    private static bool IsBoxed(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type) =>
        file.Length >= 12 && file.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12]) && file[4..].StartsWith(type) && file[8..].StartsWith((ReadOnlySpan<byte>)[13, 10, 0x87, 10]);

    // An ISO base media file: its first box, "ftyp", names a major brand and compatible ones, four letters each.
    private static bool IsHeif(ReadOnlySpan<byte> file)
    {
        if (file.Length < 16 || !file[4..].StartsWith("ftyp"u8))
            return false;
        var length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(file);
        var end = (int)Math.Min(length, (uint)Math.Min(file.Length, 64));
        var brands = end > 8 ? file[8..end] : default;
        for (var i = 0; i + 4 <= brands.Length; i += 4)
        {
            var brand = brands.Slice(i, 4);
            if (brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("hevc"u8) || brand.SequenceEqual("hevx"u8)
                || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8) || brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
                return true;
        }
        return false;
    }
}
