using Likeness.Imaging.Decoding;
using NetVips;

namespace Likeness.Imaging.Vips;

/// <summary>Decodes JPEGs through libvips: where libjpeg-turbo is not there, and those in colour spaces that need a transform.</summary>
internal static class VipsJpeg
{
    // libvips looks for warnings of its JPEG decoder before it reads on, so it does not notice those in the last rows; its log has them.
    private const string Warning = "VipsJpeg";

    /// <summary>Decodes at a scale, and refuses the file for any warning.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="scale">1, 2, 4 or 8: how much smaller.</param>
    /// <param name="orientation">Of the stored picture.</param>
    /// <param name="pixels">Receives the pixels.</param>
    /// <exception cref="BadPictureException">libvips or its decoder complained; the message is theirs.</exception>
    public static unsafe StoredPicture Decode(ReadOnlySpan<byte> file, int scale, Orientation orientation, ReusedBuffer pixels)
    {
        fixed (byte* fixedBytes = file)
        {
            var bytes = fixedBytes; // a fixed variable cannot be captured; the memory stays pinned until Run returns
            var length = file.Length;
            return VipsWork.Run(
                () => DecodeOnce(new ReadOnlySpan<byte>(bytes, length), scale, orientation, pixels),
                static message => new BadPictureException(message),
                Warning);
        }
    }

    private static StoredPicture DecodeOnce(ReadOnlySpan<byte> file, int scale, Orientation orientation, ReusedBuffer pixels)
    {
        using var source = Source.NewFromMemory(file);
        using var picture = Image.JpegloadSource(source, shrink: scale, access: Enums.Access.Sequential, failOn: Enums.FailOn.Warning);
        using var rgb = VipsColours.ToRgb(picture);
        return new StoredPicture(rgb.ToBytes(pixels.Take), rgb.Height, rgb.Width, orientation);
    }
}
