using Likeness.Imaging.TurboJpeg;
using Likeness.Imaging.Vips;

namespace Likeness.Imaging.Decoding;

/// <summary>
/// Decodes JPEGs by libjpeg-turbo or by libvips: at the same scales, to the same pixels but for part of one at the edge, by the same policy for damage
/// (<see cref="JpegRepair"/>). Colours that need a transform always go through libvips. One thread at a time.
/// </summary>
/// <param name="limits">Checked before any pixel is decoded.</param>
/// <param name="turbo">Whether libjpeg-turbo reads what it can; it must be there.</param>
internal sealed class JpegDecoder(DecodingLimits limits, bool turbo) : IDisposable
{
    private const int MostTurboComponents = 3;
    private readonly JpegDecompressor? decompressor = turbo ? new JpegDecompressor() : null;

    /// <summary>Decodes at the smallest scale that still covers an upright height and width.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="pixels">Receives the pixels.</param>
    /// <param name="height">Upright height that is wanted at least.</param>
    /// <param name="width">Upright width that is wanted at least.</param>
    /// <param name="orientation">Where it is known from elsewhere; from the file's own Exif otherwise.</param>
    /// <exception cref="BadPictureException">It cannot be decoded, or pixels are missing.</exception>
    public StoredPicture Decode(ReadOnlySpan<byte> file, ReusedBuffer pixels, int height, int width, Orientation? orientation = null)
    {
        var header = JpegHeader.Read(file);
        header = header with { Orientation = orientation ?? header.Orientation };
        limits.CheckSize(header.Height, header.Width);
        if (header.Orientation.SwapsAxes())
            (height, width) = (width, height);
        var byTurbo = decompressor is not null && header.IsSrgb && header.Components <= MostTurboComponents;
        var scale = Covering(header, height, width, roundsUp: byTurbo);
        // Where libvips decodes, it hands over a copy.
        var result = (long)Shrunk(header.Height, scale, roundsUp: true) * Shrunk(header.Width, scale, roundsUp: true) * Pixels.Channels;
        using var share = DecodingMemory.Shared.Take(header.CoefficientBytes + (byTurbo ? result : 2 * result));
        var jpeg = file;
        for (var reading = 1; ; reading++)
        {
            try
            {
                return byTurbo ? ByTurbo(jpeg, header, scale, pixels) : VipsJpeg.Decode(jpeg, scale, header.Orientation, pixels);
            }
            catch (BadPictureException complaint)
            {
                if (BadPictureException.TellsOfMemory(complaint.Message))
                    throw BadPictureException.NoMemory(complaint);
                var repaired = reading < JpegRepair.MostReadings ? JpegRepair.Next(jpeg, complaint.Message) : null;
                jpeg = repaired ?? throw new BadPictureException($"damaged JPEG: {complaint.Message}", complaint);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => decompressor?.Dispose();

    /// <summary>
    /// How much smaller a picture can be decoded and still have a height and width: 1, 2, 4 or 8 times. Halves only: the inverse transforms
    /// of the scales between them are so slow that decoding a size up and averaging is faster, and keeps more detail for the exact fit.
    /// </summary>
    /// <param name="header">Of the picture.</param>
    /// <param name="height">Stored rows that are wanted.</param>
    /// <param name="width">Stored columns that are wanted.</param>
    /// <param name="roundsUp">libjpeg-turbo keeps the part of a pixel at the end; libvips leaves it out.</param>
    internal static int Covering(in JpegHeader header, int height, int width, bool roundsUp)
    {
        var scale = 8;
        while (scale > 1 && (Shrunk(header.Height, scale, roundsUp) < height || Shrunk(header.Width, scale, roundsUp) < width))
            scale /= 2;
        return scale;
    }

    private StoredPicture ByTurbo(ReadOnlySpan<byte> jpeg, in JpegHeader header, int scale, ReusedBuffer pixels)
    {
        int height = Shrunk(header.Height, scale, roundsUp: true), width = Shrunk(header.Width, scale, roundsUp: true);
        var rgb = pixels.Take(Pixels.ByteCount(height, width));
        decompressor!.Decompress(jpeg, height, width, rgb);
        return new StoredPicture(rgb, height, width, header.Orientation);
    }

    private static int Shrunk(int length, int scale, bool roundsUp) => (length + (roundsUp ? scale - 1 : 0)) / scale;
}
