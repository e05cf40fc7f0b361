using Likeness.Imaging.Decoding;

namespace Likeness.Imaging.Vips;

/// <summary>Decodes through libvips: every format but plain JPEG, and JPEG in colour spaces that need a transform.</summary>
internal static unsafe class VipsDecoder
{
    private const int SequentialAccess = 1;
    private const int FailOnError = 2;

    // Below this a picture is decoded whole and shrunk exactly afterwards; above it memory counts more.
    private const long ShrinkAbove = 4_000_000;

    /// <summary>Decodes a file, shrunk by whole numbers where it is much larger than wanted.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="format">Its format; the loader is chosen by it and by nothing else.</param>
    /// <param name="limits">Checked before any pixel is decoded.</param>
    /// <param name="pixels">Receives the pixels.</param>
    /// <param name="height">Upright height that is wanted at least.</param>
    /// <param name="width">Upright width that is wanted at least.</param>
    /// <exception cref="BadPictureException">It cannot be decoded.</exception>
    public static StoredPicture Decode(
        ReadOnlySpan<byte> file, PictureFormat format, DecodingLimits limits, ReusedBuffer pixels, int height, int width)
    {
        VipsLibrary.Start();
        fixed (byte* fixedBytes = file)
        {
            var bytes = fixedBytes; // a fixed variable cannot be captured; the memory stays pinned until Run returns
            var length = file.Length;
            return VipsErrors.Run(
                () => Decode(bytes, length, format, limits, pixels, height, width),
                message => new BadPictureException(Explain(format, message)));
        }
    }

    private static StoredPicture Decode(
        byte* bytes, int length, PictureFormat format, DecodingLimits limits, ReusedBuffer pixels, int height, int width)
    {
        using var header = Load(bytes, length, format, 1);
        limits.CheckSize(header.Height, header.Width);
        var orientation = Orienting.FromNumber(header.Orientation);
        if (orientation.SwapsAxes())
            (height, width) = (width, height);
        var shrink = Shrink(header, height, width);
        var onLoad = format == PictureFormat.Jpeg ? Math.Min(8, PowerOfTwoBelow(shrink)) : 1;
        if (onLoad == 1)
            return Finish(header, shrink, pixels, orientation);
        using var smaller = Load(bytes, length, format, onLoad);
        return Finish(smaller, shrink / onLoad, pixels, orientation);
    }

    private static StoredPicture Finish(VipsImage loaded, int shrink, ReusedBuffer pixels, Orientation orientation)
    {
        using var rgb = VipsColours.ToRgb(loaded);
        if (shrink == 1)
            return new StoredPicture(rgb.ToBytes(pixels.Take), rgb.Height, rgb.Width, orientation);
        using var operation = new VipsOperation("shrink");
        using var shrunk = operation.Set("in", rgb).Set("hshrink", (double)shrink).Set("vshrink", (double)shrink).Image();
        return new StoredPicture(shrunk.ToBytes(pixels.Take), shrunk.Height, shrunk.Width, orientation);
    }

    private static VipsImage Load(byte* bytes, int length, PictureFormat format, int shrink)
    {
        using var loader = new VipsOperation(Loader(format));
        loader.Set("buffer", bytes, length).Set("access", SequentialAccess).Set("fail-on", FailOnError);
        if (shrink > 1)
            loader.Set("shrink", shrink);
        return loader.Image();
    }

    private static string Loader(PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => "jpegload_buffer",
        PictureFormat.Png => "pngload_buffer",
        PictureFormat.WebP => "webpload_buffer",
        PictureFormat.Gif => "gifload_buffer",
        PictureFormat.Tiff => "tiffload_buffer",
        PictureFormat.Heif => "heifload_buffer",
        _ => throw new BadPictureException("not a picture that can be decoded"),
    };

    // Half of what would be possible: the exact fit that follows then has at least two pixels for each of its own.
    private static int Shrink(VipsImage image, int height, int width)
    {
        if ((long)image.Width * image.Height <= ShrinkAbove)
            return 1;
        return Math.Max(1, Math.Min(image.Height / height, image.Width / width) / 2);
    }

    private static int PowerOfTwoBelow(int number) => 1 << System.Numerics.BitOperations.Log2((uint)number);

    private static string Explain(PictureFormat format, string message)
    {
        var noCodec = format == PictureFormat.Heif && (message.Contains("nsupported", StringComparison.Ordinal) || message.StartsWith("heifload_buffer: no reason", StringComparison.Ordinal)
            || message.Contains("not found", StringComparison.Ordinal));
        return noCodec
            ? $"this build of libvips has no decoder for this HEIC or AVIF file ({message}); install libheif with its codecs"
            : $"damaged {format} picture, or of a kind that libvips does not read: {message}";
    }
}
