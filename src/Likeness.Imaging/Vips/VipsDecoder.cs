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
            // A large picture is left after its header, for a share of the memory; it must not be waited for while other work of libvips waits.
            var needed = DecodingMemory.Small;
            var small = Run(needed);
            if (small is { } stored)
                return stored;
            using var share = DecodingMemory.Shared.Take(needed);
            return Run(needed)!.Value;

            StoredPicture? Run(long memory) => VipsWork.Run(
                () => DecodeOnce(new ReadOnlySpan<byte>(bytes, length), format, limits, pixels, height, width, memory, out needed),
                message => BadPictureException.TellsOfMemory(message) ? BadPictureException.NoMemory() : new BadPictureException(Explain(format, message)));
        }
    }

    private static StoredPicture? DecodeOnce(
        ReadOnlySpan<byte> file, PictureFormat format, DecodingLimits limits, ReusedBuffer pixels, int height, int width, long memory, out long needed)
    {
        using var source = Source.NewFromMemory(file);
        using var header = Load(source, format);
        limits.CheckSize(header.Height, header.Width);
        var orientation = StoredOrientation.Find(file, format)
            ?? (header.Contains(OrientationField) ? Orienting.FromNumber((int)header.Get(OrientationField)) : Orientation.Upright);
        if (orientation.SwapsAxes())
            (height, width) = (width, height);
        var shrink = Shrink(header, height, width);
        needed = Memory(header, shrink);
        if (needed > memory)
            return null;
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

    // As if the file were interlaced, or of a kind that is decoded whole, and twice the result, which is handed over as a copy.
    private static long Memory(Image image, int shrink)
    {
        var pixels = (long)image.Width * image.Height;
        var bytes = image.Format switch
        {
            Enums.BandFormat.Uchar or Enums.BandFormat.Char => 1,
            Enums.BandFormat.Ushort or Enums.BandFormat.Short => 2,
            Enums.BandFormat.Double or Enums.BandFormat.Complex or Enums.BandFormat.Dpcomplex => 8,
            _ => 4,
        };
        return (pixels * image.Bands * bytes) + (2 * Pixels.Channels * pixels / shrink / shrink);
    }

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
