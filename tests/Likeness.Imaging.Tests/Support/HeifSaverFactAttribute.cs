using Likeness.Imaging.Drawing;

namespace Likeness.Imaging.Tests.Support;

/// <summary>A test of a picture that libvips has to save as HEIF first, visibly skipped where it lacks the encoder.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HeifSaverFactAttribute : FactAttribute
{
    public const int Hevc = 1; // in HEIC
    public const int Av1 = 4; // in AVIF

    /// <param name="compression">As libvips numbers it.</param>
    public HeifSaverFactAttribute(int compression)
    {
        try
        {
            Save(TestPictures.Gradient(64, 96), compression);
        }
        catch (UnusableInputException missing)
        {
            Skip = $"skipped: this libvips cannot save it ({missing.Message})";
        }
    }

    internal static byte[] Save(Pixels picture, int compression) => PictureWriter.Encode(picture, "heifsave_buffer", ("compression", compression), ("Q", 90));
}
