namespace Likeness.Imaging.Decoding;

/// <summary>The file formats that are decoded.</summary>
public enum PictureFormat
{
    /// <summary>None of those below.</summary>
    Unknown,

    /// <summary>JPEG (JFIF, Exif).</summary>
    Jpeg,

    /// <summary>PNG; of an animated one the default image.</summary>
    Png,

    /// <summary>WebP; of an animated one the first frame.</summary>
    WebP,

    /// <summary>GIF, the first frame.</summary>
    Gif,

    /// <summary>TIFF, the first page.</summary>
    Tiff,

    /// <summary>HEIC or AVIF, the primary image; where libvips has the codec.</summary>
    Heif,

    /// <summary>A raw file of a camera, of which the embedded preview is decoded; those that are TIFF files too (DNG, CR2, NEF) are told as <see cref="Tiff"/>.</summary>
    Raw,

    /// <summary>JPEG XL, the first frame; where libvips has the codec.</summary>
    Jxl,

    /// <summary>JPEG 2000, where libvips has the codec.</summary>
    Jp2,

    /// <summary>Windows bitmap.</summary>
    Bmp,
}
