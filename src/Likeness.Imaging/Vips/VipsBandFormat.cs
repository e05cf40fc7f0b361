namespace Likeness.Imaging.Vips;

/// <summary>The number formats of libvips that matter here (VipsBandFormat).</summary>
internal enum VipsBandFormat
{
    Byte = 0,
    UInt16 = 2,
}
