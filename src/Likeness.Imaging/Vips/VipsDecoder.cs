using Likeness.Imaging.Decoding;
using NetVips;

namespace Likeness.Imaging.Vips;

/// <summary>Decodes through libvips: every format but JPEG, which <see cref="VipsJpeg"/> is for.</summary>
internal static class VipsDecoder
{
    // Below this a picture is decoded whole and shrunk exactly afterwards; above it memory counts more.
    private const long ShrinkAbove = 4_000_000;

    private const string OrientationField = "orientation";

    /// <summary>Decodes a file, shrunk by whole numbers where it is much larger than wanted.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="format">Its format; the loader is chosen by it and by nothing else.</param>
    /// <param name="limits">Checked before any pixel is decoded.</param>
    /// <param name="pixels">Receives the pixels.</param>
    /// <param name="height">Upright height that is wanted at least.</param>
    /// <param name="width">Upright width that is wanted at least.</param>
    /// <exception cref="BadPictureException">It cannot be decoded.</exception>
    public static unsafe StoredPicture Decode(
        ReadOnlySpan<byte> file, PictureFormat format, DecodingLimits limits, ReusedBuffer pixels, int height, int width)
    {
        fixed (byte* fixedBytes = file)
        {
            var bytes = fixedBytes; // a fixed variable cannot be captured; the memory stays pinned until Run returns
            var length = file.Length;
            return VipsWork.Run(
                () => DecodeOnce(new ReadOnlySpan<byte>(bytes, length), format, limits, pixels, height, width),
                message => new BadPictureException(Explain(format, message)));
        }
    }

    private static StoredPicture DecodeOnce(
        ReadOnlySpan<byte> file, PictureFormat format, DecodingLimits limits, ReusedBuffer pixels, int height, int width)
    {
        using var source = Source.NewFromMemory(file);
        using var header = Load(source, format);
        limits.CheckSize(header.Height, header.Width);
        var orientation = header.Contains(OrientationField) ? Orienting.FromNumber((int)header.Get(OrientationField)) : Orientation.Upright;
        if (orientation.SwapsAxes())
            (height, width) = (width, height);
        var shrink = Shrink(header, height, width);
        using var rgb = VipsColours.ToRgb(header);
        if (shrink == 1)
            return new StoredPicture(rgb.ToBytes(pixels.Take), rgb.Height, rgb.Width, orientation);
        using var shrunk = rgb.Shrink(shrink, shrink);
        return new StoredPicture(shrunk.ToBytes(pixels.Take), shrunk.Height, shrunk.Width, orientation);
    }

    private static Image Load(Source source, PictureFormat format)
    {
        var options = new VOption { { "access", Enums.Access.Sequential }, { "fail_on", Enums.FailOn.Error } };
        return (Image)Operation.Call(Loader(format), options, source);
    }

    private static string Loader(PictureFormat format) => format switch
    {
        PictureFormat.Png => "pngload_source",
        PictureFormat.WebP => "webpload_source",
        PictureFormat.Gif => "gifload_source",
        PictureFormat.Tiff => "tiffload_source",
        PictureFormat.Heif => "heifload_source",
        _ => throw new BadPictureException("not a picture that can be decoded"),
    };

    // Half of what would be possible: the exact fit that follows then has at least two pixels for each of its own.
    private static int Shrink(Image image, int height, int width)
    {
        if ((long)image.Width * image.Height <= ShrinkAbove)
            return 1;
        return Math.Max(1, Math.Min(image.Height / height, image.Width / width) / 2);
    }

    private static string Explain(PictureFormat format, string message)
    {
        var noCodec = format == PictureFormat.Heif && (message.Contains("nsupported", StringComparison.Ordinal) || message.StartsWith("heifload_source: no reason", StringComparison.Ordinal)
            || message.Contains("not found", StringComparison.Ordinal));
        return noCodec
            ? $"this build of libvips has no decoder for this HEIC or AVIF file ({message}); install libheif with its codecs"
            : $"damaged {format} picture, or of a kind that libvips does not read: {message}";
    }
}
