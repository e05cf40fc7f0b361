using System.Globalization;
using Likeness.Imaging.Decoding;
using NetVips;

namespace Likeness.Imaging.Vips;

/// <summary>Brings whatever libvips loaded to 8-bit sRGB: profiles applied, grey, CMYK, Lab and 16 bits converted. Nothing is computed yet.</summary>
internal static class VipsColours
{
    private const string ProfileField = "icc-profile-data";

    // Linear light of scRGB (IEC 61966-2-2) goes from -0.5 to 7.5; what lies outside of 0 to 1 is too dark or too bright to be shown.
    private const double Darkest = -0.5;
    private const double BrightestGrey = 1.5;
    private const double BrightestLight = 7.5;

    /// <summary>The colours in three bands; how opaque they are is left out (<see cref="Opacity"/>).</summary>
    /// <exception cref="VipsException">A colour space that cannot be brought to sRGB.</exception>
    public static Image ToRgb(Image loaded)
    {
        using var colours = loaded.Bands == ColourBands(loaded) ? loaded.Copy() : loaded.ExtractBand(0, ColourBands(loaded));
        using var srgb = ToSrgb(colours);
        using var three = srgb.Bands == 3 ? srgb.Copy() : srgb.ExtractBand(0, 3);
        return three.Cast(Enums.BandFormat.Uchar);
    }

    /// <summary>How opaque the pixels are, 0 to 255, in one band; null where nothing is transparent.</summary>
    public static Image? Opacity(Image loaded)
    {
        if (!loaded.HasAlpha())
            return null;
        using var alpha = loaded.ExtractBand(ColourBands(loaded));
        if (alpha.Format == Enums.BandFormat.Uchar)
            return alpha.Copy();
        using var bytes = alpha.Format == Enums.BandFormat.Ushort ? alpha.Linear([255.0 / 65535], [0.5])
            : IsFloat(loaded) && HasLight(loaded) ? alpha.Linear([255.0], [0.5]) : alpha.Linear([1.0], [0.5]);
        return bytes.Cast(Enums.BandFormat.Uchar);
    }

    /// <summary>Whether its numbers must be looked at before it is known what they mean: floats, that may be 0 to 1 or anything.</summary>
    public static bool NeedsRange(Image loaded) => IsFloat(loaded) && HasLight(loaded);

    /// <exception cref="BadPictureException">Nobody knows what its numbers mean; the message says which they are.</exception>
    public static void CheckNumbers(Image loaded)
    {
        if (loaded.Interpretation is Enums.Interpretation.Multiband && loaded.Bands > 1)
            throw new BadPictureException($"it has {loaded.Bands} channels, and it is not said of which colours; save it as grey or RGB");
        if (!HasLight(loaded))
            return;
        if (loaded.Format is not (Enums.BandFormat.Uchar or Enums.BandFormat.Ushort or Enums.BandFormat.Float or Enums.BandFormat.Double))
        {
            throw new BadPictureException(
                $"its numbers are of the kind {loaded.Format.ToString().ToLowerInvariant()}, of which it is not said what is black and what is white; save it with 8 or 16 bits");
        }
    }

    /// <summary>Reads all numbers of a picture of floats.</summary>
    /// <param name="loaded">A picture that nothing else is read from.</param>
    /// <exception cref="BadPictureException">They are no light from 0 to 1.</exception>
    public static void CheckRange(Image loaded)
    {
        using var colours = loaded.ExtractBand(0, ColourBands(loaded));
        using var stats = colours.Stats(); // the first row is over all bands: least, greatest, …
        double least = stats.Getpoint(0, 0)[0], greatest = stats.Getpoint(1, 0)[0];
        var brightest = ColourBands(loaded) == 1 ? BrightestGrey : BrightestLight;
        if (least >= Darkest && greatest <= brightest)
            return;
        throw new BadPictureException(string.Create(
            CultureInfo.InvariantCulture,
            $"its floats go from {least:0.###} to {greatest:0.###}; expected 0 for black to 1 for white: save it with 8 or 16 bits, or scaled to 0 to 1"));
    }

    private static bool IsFloat(Image image) => image.Format is Enums.BandFormat.Float or Enums.BandFormat.Double;

    /// <summary>Whether its numbers say how much light there is; those of Lab and XYZ have ranges of their own, and libvips knows them.</summary>
    private static bool HasLight(Image image) => image.Interpretation is not (
        Enums.Interpretation.Lab or Enums.Interpretation.Labs or Enums.Interpretation.Labq or Enums.Interpretation.Xyz
        or Enums.Interpretation.Lch or Enums.Interpretation.Cmc or Enums.Interpretation.Yxy);

    private static int ColourBands(Image image) => image.Interpretation == Enums.Interpretation.Cmyk ? Math.Min(4, image.Bands)
        : image.Bands < 3 || image.Interpretation is Enums.Interpretation.Bw or Enums.Interpretation.Grey16 ? 1 : 3;

    private static Image ToSrgb(Image image)
    {
        var profile = image.Contains(ProfileField) ? (byte[])image.Get(ProfileField) : [];
        var plain = image.Interpretation == Enums.Interpretation.Srgb && image.Format == Enums.BandFormat.Uchar;
        if (profile.Length == 0 || (plain && IccProfile.IsSrgb(profile)))
            return plain ? image.Copy() : Convert(image);
        try
        {
            return image.IccTransform("srgb", embedded: true, depth: 8);
        }
        catch (VipsException)
        {
            VipsWork.LogWasEmptied();
            // A profile that does not fit its picture is common; without it the colours are nearly right.
            return plain ? image.Copy() : Convert(image);
        }
    }

    private static Image Convert(Image image)
    {
        if (image.Interpretation == Enums.Interpretation.Cmyk && image.Bands == 4)
            return FromInk(image);
        if (image.Bands == 1 && IsFloat(image) && HasLight(image))
            return Grey(image);
        return image.Colourspace(Enums.Interpretation.Srgb);
    }

    // Without a profile it is unknown which inks; then each takes its part of red, green or blue away, and black of all, as browsers do it.
    private static Image FromInk(Image image)
    {
        double most = image.Format == Enums.BandFormat.Ushort ? 65535 : 255;
        using var inks = image.ExtractBand(0, 3);
        using var black = image.ExtractBand(3);
        using var lightPastInks = inks.Linear([-1 / most], [1.0]);
        using var lightPastBlack = black.Linear([-255 / most], [255.0]);
        using var light = lightPastInks * lightPastBlack;
        using var rounded = light + 0.5;
        using var bytes = rounded.Cast(Enums.BandFormat.Uchar);
        return bytes.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    private static Image Grey(Image image)
    {
        using var scaled = image.Linear([255.0], [0.5]);
        using var bytes = scaled.Cast(Enums.BandFormat.Uchar);
        using var three = bytes.Bandjoin(bytes, bytes);
        return three.Copy(interpretation: Enums.Interpretation.Srgb);
    }
}
