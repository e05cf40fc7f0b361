using Likeness.Imaging.Decoding;

namespace Likeness.Imaging.Vips;

/// <summary>Brings whatever libvips loaded to three bands of 8-bit sRGB.</summary>
internal static class VipsColours
{
    /// <summary>Transparency over white, colour profile applied, 16 bits to 8, grey and CMYK to RGB. Nothing is computed yet.</summary>
    /// <exception cref="VipsException">A colour space that cannot be brought to sRGB.</exception>
    public static VipsImage ToRgb(VipsImage loaded)
    {
        using var opaque = Flatten(loaded);
        using var srgb = ToSrgb(opaque);
        using var three = FirstThree(srgb);
        using var cast = new VipsOperation("cast");
        return cast.Set("in", three).Set("format", (int)VipsBandFormat.Byte).Image();
    }

    private static VipsImage Flatten(VipsImage image)
    {
        // In CMYK white is no ink; its alpha is so rare that it is left to the conversion, which drops it.
        if (!image.HasAlpha || image.Interpretation == VipsInterpretation.Cmyk)
            return Share(image);
        double white = image.BandFormat == VipsBandFormat.UInt16 ? 65535 : 255;
        using var flatten = new VipsOperation("flatten");
        return flatten.Set("in", image).Set("background", [white]).Set("max-alpha", white).Image();
    }

    private static VipsImage ToSrgb(VipsImage image)
    {
        var profile = image.ColourProfile;
        var plain = image.Interpretation == VipsInterpretation.Srgb && image.BandFormat == VipsBandFormat.Byte;
        if (plain && (profile.IsEmpty || IccProfile.IsSrgb(profile)))
            return Share(image);
        if (!profile.IsEmpty || image.Interpretation == VipsInterpretation.Cmyk)
        {
            try
            {
                return Transform(image);
            }
            catch (VipsException)
            {
                // A profile that does not fit its picture is common; without it the colours are nearly right.
                return Convert(image);
            }
        }
        return Convert(image);
    }

    private static VipsImage Transform(VipsImage image)
    {
        using var transform = new VipsOperation("icc_transform");
        transform.Set("in", image).Set("output-profile", "srgb").Set("embedded", true).Set("depth", 8);
        if (image.Interpretation == VipsInterpretation.Cmyk)
            transform.Set("input-profile", "cmyk");
        return transform.Image();
    }

    private static VipsImage Convert(VipsImage image)
    {
        using var convert = new VipsOperation("colourspace");
        return convert.Set("in", image).Set("space", (int)VipsInterpretation.Srgb).Image();
    }

    private static VipsImage FirstThree(VipsImage image)
    {
        if (image.Bands == 3)
            return Share(image);
        using var extract = new VipsOperation("extract_band");
        return extract.Set("in", image).Set("band", 0).Set("n", 3).Image();
    }

    private static VipsImage Share(VipsImage image)
    {
        using var copy = new VipsOperation("copy");
        return copy.Set("in", image).Image();
    }
}
