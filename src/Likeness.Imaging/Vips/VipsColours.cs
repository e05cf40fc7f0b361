using Likeness.Imaging.Decoding;
using NetVips;

namespace Likeness.Imaging.Vips;

/// <summary>Brings whatever libvips loaded to three bands of 8-bit sRGB.</summary>
internal static class VipsColours
{
    private const string ProfileField = "icc-profile-data";

    /// <summary>Transparency over white, colour profile applied, 16 bits to 8, grey and CMYK to RGB. Nothing is computed yet.</summary>
    /// <exception cref="VipsException">A colour space that cannot be brought to sRGB.</exception>
    public static Image ToRgb(Image loaded)
    {
        using var opaque = Flatten(loaded);
        using var srgb = ToSrgb(opaque);
        using var three = srgb.Bands == 3 ? srgb.Copy() : srgb.ExtractBand(0, 3);
        return three.Cast(Enums.BandFormat.Uchar);
    }

    private static Image Flatten(Image image)
    {
        // In CMYK white is no ink; its alpha is so rare that it is left to the conversion, which drops it.
        if (!image.HasAlpha() || image.Interpretation == Enums.Interpretation.Cmyk)
            return image.Copy();
        double white = image.Format == Enums.BandFormat.Ushort ? 65535 : 255;
        return image.Flatten(background: [white], maxAlpha: white);
    }

    private static Image ToSrgb(Image image)
    {
        var profile = image.Contains(ProfileField) ? (byte[])image.Get(ProfileField) : [];
        var plain = image.Interpretation == Enums.Interpretation.Srgb && image.Format == Enums.BandFormat.Uchar;
        if (plain && (profile.Length == 0 || IccProfile.IsSrgb(profile)))
            return image.Copy();
        if (profile.Length == 0 && image.Interpretation != Enums.Interpretation.Cmyk)
            return image.Colourspace(Enums.Interpretation.Srgb);
        try
        {
            return image.IccTransform("srgb", embedded: true, depth: 8, inputProfile: image.Interpretation == Enums.Interpretation.Cmyk ? "cmyk" : null);
        }
        catch (VipsException)
        {
            // A profile that does not fit its picture is common; without it the colours are nearly right.
            return image.Colourspace(Enums.Interpretation.Srgb);
        }
    }
}
