using Likeness.Imaging.Decoding;

namespace Likeness.Imaging.Vips;

/// <summary>Says in one line why libvips did not read a file: what is wrong with it, or what is missing here.</summary>
internal static class VipsFailure
{
    /// <summary>The exception to throw.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="format">Its format.</param>
    /// <param name="message">What libvips says.</param>
    public static BadPictureException Explain(ReadOnlySpan<byte> file, PictureFormat format, string message)
    {
        if (BadPictureException.TellsOfMemory(message))
            return BadPictureException.NoMemory();
        if (format == PictureFormat.Heif && !IsoBoxes.Has(file, "meta"u8))
        {
            return new BadPictureException(
                IsoBoxes.Has(file, "moov"u8)
                    ? "a sequence of pictures (a film) without a still picture, which is what is read of HEIC and AVIF; save one of its pictures"
                    : $"damaged {format} picture: it is cut short before its pixels");
        }
        if (VipsFormats.MissingFor(file, format) is { } missing)
            return new BadPictureException($"no decoder for {missing} here: {VipsFormats.Advice(missing)}");
        if (format == PictureFormat.Png && PngChunks.FindFault(file) is { } fault)
            return new BadPictureException($"damaged {format} picture, or of a kind that is not read: {fault}");
        return new BadPictureException($"damaged {format} picture, or of a kind that libvips does not read: {message}");
    }
}
