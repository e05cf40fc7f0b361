using Likeness.Imaging.TurboJpeg;
using Likeness.Imaging.Vips;

namespace Likeness.Imaging.Decoding;

/// <summary>
/// Turns the bytes of picture files into pixels: upright, 8-bit sRGB, transparency over white, the first frame or page.
/// JPEG goes through libjpeg-turbo, everything else and JPEG in other colour spaces through libvips. The format is told by the
/// content, not the name. One thread at a time; its buffers are reused from picture to picture.
/// </summary>
public sealed class PictureDecoder : IDisposable
{
    private readonly DecodingLimits limits;
    private readonly JpegDecompressor jpeg = new();
    private readonly ReusedBuffer pixels = new();

    /// <summary>A decoder.</summary>
    /// <param name="limits">How large a picture may be; <see cref="DecodingLimits.Default"/> where null.</param>
    /// <exception cref="UnusableInputException">libjpeg-turbo is not installed.</exception>
    public PictureDecoder(DecodingLimits? limits = null) => this.limits = limits ?? DecodingLimits.Default;

    /// <summary>Decodes a picture at its full size.</summary>
    /// <param name="file">The whole content of a picture file.</param>
    /// <exception cref="UnusableInputException">It is no picture that can be decoded; the message says why in one line.</exception>
    public Pixels Decode(ReadOnlySpan<byte> file)
    {
        try
        {
            return DecodeUpright(file);
        }
        catch (BadPictureException bad)
        {
            throw new UnusableInputException(bad.Message, bad);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => jpeg.Dispose();

    /// <exception cref="BadPictureException">It cannot be decoded.</exception>
    internal Pixels DecodeUpright(ReadOnlySpan<byte> file)
    {
        var stored = DecodeStored(file, int.MaxValue, int.MaxValue);
        var swap = stored.Orientation.SwapsAxes();
        var upright = new Pixels(swap ? stored.Width : stored.Height, swap ? stored.Height : stored.Width);
        Orienting.Apply(stored.Orientation, stored.Rgb, stored.Height, stored.Width, upright.Rgb);
        pixels.Trim();
        return upright;
    }

    /// <summary>Decodes at the smallest scale that still covers an upright height and width, as far as the format allows it.</summary>
    /// <exception cref="BadPictureException">It cannot be decoded.</exception>
    internal StoredPicture DecodeStored(ReadOnlySpan<byte> file, int height, int width)
    {
        pixels.Trim();
        var format = FormatDetector.Detect(file);
        if (format == PictureFormat.Unknown)
            throw new BadPictureException(file.IsEmpty
                ? "the file is empty (0 bytes); expected a picture"
                : "not a picture: the content is none of JPEG, PNG, WebP, GIF, TIFF, HEIC or AVIF, whatever the name says");
        if (format == PictureFormat.Jpeg)
        {
            var frame = jpeg.ReadFrame(file);
            limits.CheckSize(frame.Height, frame.Width);
            var metadata = JpegMetadata.Read(file);
            if (metadata.IsSrgb && frame.ColourSpace < JpegColourSpace.Cmyk)
                return DecodeJpeg(file, frame, metadata.Orientation, height, width);
        }
        return VipsDecoder.Decode(file, format, limits, pixels, height, width);
    }

    private StoredPicture DecodeJpeg(ReadOnlySpan<byte> file, JpegFrame frame, Orientation orientation, int height, int width)
    {
        if (orientation.SwapsAxes())
            (height, width) = (width, height);
        var scale = jpeg.Covering(frame, height, width);
        int scaledHeight = scale.Apply(frame.Height), scaledWidth = scale.Apply(frame.Width);
        var rgb = pixels.Take(Pixels.ByteCount(scaledHeight, scaledWidth));
        jpeg.Decompress(file, frame, scale, rgb);
        return new StoredPicture(rgb, scaledHeight, scaledWidth, orientation);
    }
}
