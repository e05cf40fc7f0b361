using Likeness.Imaging.Vips;
using Likeness.Storage;

namespace Likeness.Imaging.Drawing;

/// <summary>Writes pictures as files: whole or not at all (<see cref="AtomicFile"/>). Safe from many threads.</summary>
public static class PictureWriter
{
    /// <summary>
    /// Begins to load libvips, which takes a moment, for a program that will soon draw. Whoever draws before it is loaded waits for it.
    /// </summary>
    /// <returns>To be waited for before the program ends: a library that is being loaded while the process exits brings it down.</returns>
    public static Task Prepare() => Task.Run(static () =>
    {
        try
        {
            _ = VipsLibrary.Binary;
        }
        catch (Exception missing) when (missing is DllNotFoundException or UnusableInputException)
        {
            System.Diagnostics.Trace.TraceWarning(missing.Message); // whoever draws will be told
        }
    });

    /// <summary>Writes a PNG, 8-bit RGB.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="picture">The picture.</param>
    /// <exception cref="UnusableInputException">The place cannot be written to, or libvips is not installed.</exception>
    public static void WritePng(string path, Pixels picture) => AtomicFile.Write(path, EncodePng(picture));

    /// <summary>Writes a JPEG, sRGB.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="UnusableInputException">The place cannot be written to, or libvips is not installed.</exception>
    /// <exception cref="WrongSettingsException">The quality is out of range.</exception>
    public static void WriteJpeg(string path, Pixels picture, int quality = 90) => AtomicFile.Write(path, EncodeJpeg(picture, quality));

    /// <summary>A PNG in memory.</summary>
    /// <param name="picture">The picture.</param>
    public static byte[] EncodePng(Pixels picture) =>
        Encode(picture, "pngsave_buffer", ("compression", 6));

    /// <summary>A JPEG in memory.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="WrongSettingsException">The quality is out of range.</exception>
    public static byte[] EncodeJpeg(Pixels picture, int quality = 90)
    {
        if (quality is < 1 or > 100)
            throw new WrongSettingsException($"the quality of a JPEG must be 1 to 100, not {quality}");
        return Encode(picture, "jpegsave_buffer", ("Q", quality));
    }

    /// <summary>A file in memory by any of libvips's savers, without metadata.</summary>
    internal static unsafe byte[] Encode(Pixels picture, string saver, params (string Name, object Value)[] options)
    {
        ArgumentNullException.ThrowIfNull(picture);
        fixed (byte* fixedPixels = picture.Rgb)
        {
            var pixels = fixedPixels; // a fixed variable cannot be captured; the memory stays pinned until Run returns
            return VipsWork.Run(
                () =>
                {
                    using var image = VipsPixels.FromRgb(pixels, picture.Height, picture.Width);
                    return image.Save(saver, [("strip", true), .. options]);
                },
                message => new UnusableInputException($"a picture of {picture.Height}×{picture.Width} pixels cannot be written: {message}"));
        }
    }
}
