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
                    return changed.Save(saver, options);
                },
                message => new UnusableInputException(message));
        }
    }
}
