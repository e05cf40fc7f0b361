using Likeness.Imaging.Vips;

namespace Likeness.Imaging.Decoding;

/// <summary>
/// Turns the bytes of picture files into pixels: upright, 8-bit sRGB, transparency over white (over black what would vanish on white:
/// <see cref="TransparentPicture"/>), the first frame or page; of raw camera files the preview. JPEG goes through libjpeg-turbo where the
/// system has it (<see cref="JpegDecoders"/>), BMP through a reader of our own, everything else and JPEG in other colour spaces through
/// libvips. The format is told by the content, not the name. One thread at a time; its buffers are reused from picture to picture.
/// </summary>
public sealed class PictureDecoder : IDisposable
{
    private readonly DecodingLimits limits;
    private readonly JpegDecoder jpeg;
    private readonly ReusedBuffer pixels = new();

    /// <summary>A decoder.</summary>
    /// <param name="limits">How large a picture may be; <see cref="DecodingLimits.Default"/> where null.</param>
    /// <exception cref="UnusableInputException"><c>LIKENESS_JPEG</c> asks for libjpeg-turbo, which is not installed.</exception>
    public PictureDecoder(DecodingLimits? limits = null) : this(limits, JpegDecoders.UsesTurbo) { }

    /// <summary>The same with a JPEG decoder that is not the machine's choice.</summary>
    internal PictureDecoder(DecodingLimits? limits, bool turbo)
    {
        this.limits = limits ?? DecodingLimits.Default;
        jpeg = new JpegDecoder(this.limits, turbo);
    }

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
            throw bad.ForCallers();
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
        try
        {
            return DecodeByFormat(file, height, width);
        }
        catch (OutOfMemoryException failure)
        {
            // It is this picture's, as far as anyone can tell: the others are smaller, or decoded when others are not.
            throw BadPictureException.NoMemory(failure);
        }
    }

    private StoredPicture DecodeByFormat(ReadOnlySpan<byte> file, int height, int width)
    {
        var format = FormatDetector.Detect(file);
        if (format == PictureFormat.Unknown)
            throw new BadPictureException(file.IsEmpty
                ? "the file is empty (0 bytes); expected a picture"
                : "not a picture: the content is none of JPEG, PNG, WebP, GIF, TIFF, BMP, HEIC, AVIF, JPEG XL, JPEG 2000 or a camera's raw file, whatever the name says");
        if (format is PictureFormat.Tiff or PictureFormat.Raw && RawPreview.Find(file) is { } preview)
            return jpeg.Decode(file.Slice(preview.Start, preview.Length), pixels, height, width, preview.Orientation);
        return format switch
        {
            PictureFormat.Jpeg => jpeg.Decode(file, pixels, height, width),
            PictureFormat.Bmp => BmpDecoder.Decode(file, limits, pixels),
            _ => VipsDecoder.Decode(file, format, limits, pixels, height, width),
        };
    }
}
