namespace Likeness.Imaging.TurboJpeg;

/// <summary>How a JPEG stores its colours (TJCS).</summary>
internal enum JpegColourSpace
{
    Rgb = 0,
    YCbCr = 1,
    Grey = 2,
    Cmyk = 3,
    Ycck = 4,
}
