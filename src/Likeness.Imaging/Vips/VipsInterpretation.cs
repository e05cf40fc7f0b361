namespace Likeness.Imaging.Vips;

/// <summary>The colour spaces of libvips that matter here (VipsInterpretation).</summary>
internal enum VipsInterpretation
{
    Cmyk = 15,
    Srgb = 22,
}
