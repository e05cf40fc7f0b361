using Likeness.Imaging.Decoding;
using NetVips;

namespace Likeness.Imaging.Vips;

/// <summary>Decodes through libvips: every format but JPEG, which <see cref="VipsJpeg"/> is for, and BMP.</summary>
internal static class VipsDecoder
{
    private const string OrientationField = "orientation";

    // Below this a picture is decoded whole and shrunk exactly afterwards; above it memory counts more.
    private const long ShrinkAbove = 4_000_000;

    // A transparent picture is read in strips of about this many bytes.
    private const int StripBytes = 1 << 20;

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
                message => VipsFailure.Explain(new ReadOnlySpan<byte>(bytes, length), format, message));
        }
    }

    private static StoredPicture? DecodeOnce(
        ReadOnlySpan<byte> file, PictureFormat format, DecodingLimits limits, ReusedBuffer pixels, int height, int width, long memory, out long needed)
    {
        using var source = Source.NewFromMemory(file);
        using var header = Load(source, format);
        limits.CheckSize(header.Height, header.Width);
        VipsColours.CheckNumbers(header);
        // Of HEIC and AVIF libheif has turned the pixels, by what decides there.
        var orientation = StoredOrientation.Find(file, format)
            ?? (header.Contains(OrientationField) && format != PictureFormat.Heif ? Orienting.FromNumber((int)header.Get(OrientationField)) : Orientation.Upright);
        if (orientation.SwapsAxes())
            (height, width) = (width, height);
        var shrink = Shrink(header, height, width);
        needed = Memory(header, shrink);
        if (needed > memory)
            return null;
        if (VipsColours.NeedsRange(header))
        {
            using var numbers = Load(source, format);
            VipsColours.CheckRange(numbers);
        }
        using var opacity = VipsColours.Opacity(header) ?? (format == PictureFormat.Gif ? OpacityOf(GifFrame.ReadFirst(file), header.Height, header.Width) : null);
        return Finish(header, opacity, shrink, pixels, orientation);
    }

    private static StoredPicture Finish(Image loaded, Image? opacity, int shrink, ReusedBuffer pixels, Orientation orientation)
    {
        using var rgb = VipsColours.ToRgb(loaded);
        if (opacity is not null)
            return FinishTransparent(rgb, opacity, shrink, pixels, orientation);
        if (shrink == 1)
            return new StoredPicture(rgb.ToBytes(pixels.Take), rgb.Height, rgb.Width, orientation);
        using var shrunk = rgb.Shrink(shrink, shrink);
        return new StoredPicture(shrunk.ToBytes(pixels.Take), shrunk.Height, shrunk.Width, orientation);
    }

    private static Image? OpacityOf(GifFrame? first, int height, int width)
    {
        if (first is not { } frame || frame.Covers(height, width) || frame.Left >= width || frame.Top >= height)
            return null;
        using var nothing = Image.Black(Math.Clamp(frame.Width, 1, width - frame.Left), Math.Clamp(frame.Height, 1, height - frame.Top));
        using var covered = nothing.Linear([1.0], [255.0]);
        using var canvas = covered.Embed(frame.Left, frame.Top, width, height);
        return canvas.Cast(Enums.BandFormat.Uchar);
    }

    private static StoredPicture FinishTransparent(Image rgb, Image opacity, int shrink, ReusedBuffer pixels, Orientation orientation)
    {
        using var rgba = rgb.Bandjoin(opacity);
        int height = rgba.Height / shrink, width = rgba.Width / shrink;
        var layer = pixels.Take(TransparentPicture.ByteCount(height, width));
        var picture = new TransparentPicture(layer, rgba.Width, shrink);
        using var region = Region.New(rgba);
        var rows = Math.Max(1, StripBytes / (rgba.Width * TransparentPicture.Channels));
        for (var top = 0; top < rgba.Height; top += rows)
            picture.Add(region.Fetch(0, top, rgba.Width, Math.Min(rows, rgba.Height - top)));
        picture.Lay();
        return new StoredPicture(layer, height, width, orientation);
    }

    private static Image Load(Source source, PictureFormat format)
    {
        var loader = VipsFormats.LoaderOf(format) ?? throw new BadPictureException("not a picture that can be decoded");
        return (Image)Operation.Call(loader, new VOption { { "access", Enums.Access.Sequential }, { "fail_on", Enums.FailOn.Error } }, source);
    }

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
}
