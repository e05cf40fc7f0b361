using Likeness.Imaging.Vips;
using NetVips;

namespace Likeness.Imaging.Tests.Support;

/// <summary>Files in colour spaces and formats that the product never writes.</summary>
internal static class TestVips
{
    /// <summary>Makes another image; a type of its own, since a generic one over a type of NetVips would load libvips at once.</summary>
    public delegate Image Change(Image image);

    /// <summary>Saves a picture, changed by libvips first.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="saver">An operation that saves into memory.</param>
    /// <param name="change">Gives another image; null for none.</param>
    /// <param name="options">The saver's options.</param>
    /// <exception cref="UnusableInputException">This libvips cannot do it.</exception>
    public static unsafe byte[] Save(Pixels picture, string saver, Change? change, params (string Name, object Value)[] options)
    {
        fixed (byte* fixedPixels = picture.Rgb)
        {
            var pixels = fixedPixels;
            return VipsWork.Run(
                () =>
                {
                    using var image = VipsPixels.FromRgb(pixels, picture.Height, picture.Width);
                    using var changed = change?.Invoke(image) ?? image.Copy();
                    Operation.Block("VipsForeignSave", false); // some writers are shut off, like their readers
                    return changed.Save(saver, options);
                },
                message => new UnusableInputException(message));
        }
    }

    /// <summary>Saves numbers as they are, as a TIFF.</summary>
    /// <param name="numbers">height × width × channels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">1 for grey, 3 for RGB, 4 for RGB and opacity.</param>
    public static byte[] SaveNumbers<T>(T[] numbers, int height, int width, int channels) where T : unmanaged =>
        VipsWork.Run(
            () =>
            {
                var format = numbers switch
                {
                    float[] => Enums.BandFormat.Float,
                    double[] => Enums.BandFormat.Double,
                    ushort[] => Enums.BandFormat.Ushort,
                    _ => throw new NotSupportedException(typeof(T).Name),
                };
                using var raw = Image.NewFromMemoryCopy<T>(numbers, width, height, channels, format);
                var kind = numbers is ushort[] ? (channels < 3 ? Enums.Interpretation.Grey16 : Enums.Interpretation.Rgb16)
                    : channels < 3 ? Enums.Interpretation.Bw : numbers is float[] or double[] ? Enums.Interpretation.Scrgb : Enums.Interpretation.Srgb;
                using var image = raw.Copy(interpretation: kind);
                return image.Save("tiffsave_buffer");
            },
            message => new UnusableInputException(message));

    /// <summary>Saves inks as a TIFF without a profile.</summary>
    /// <param name="inks">height × width × cyan, magenta, yellow, black; 255 is all of it.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public static byte[] SaveInks(byte[] inks, int height, int width) => VipsWork.Run(
        () =>
        {
            using var raw = Image.NewFromMemoryCopy(inks, width, height, 4, Enums.BandFormat.Uchar);
            using var image = raw.Copy(interpretation: Enums.Interpretation.Cmyk);
            return image.Save("tiffsave_buffer");
        },
        message => new UnusableInputException(message));

    /// <summary>Saves a picture with transparency.</summary>
    /// <param name="rgba">height × width × 4 bytes.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="saver">An operation that saves into memory.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="UnusableInputException">This libvips cannot do it.</exception>
    public static byte[] SaveRgba(byte[] rgba, int height, int width, string saver, params (string Name, object Value)[] options) =>
        VipsWork.Run(
            () =>
            {
                using var raw = Image.NewFromMemoryCopy<byte>(rgba, width, height, 4, Enums.BandFormat.Uchar);
                using var image = raw.Copy(interpretation: Enums.Interpretation.Srgb);
                return image.Save(saver, options);
            },
            message => new UnusableInputException(message));
}
